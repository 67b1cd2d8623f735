// Stand-in for the Criteo loader.
(function (w, d) {
  'use strict';
  d.cookie = 'cto_bundle=' + Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2) + ';path=/;max-age=33696000;SameSite=Lax;Secure';
  fetch('https://gum.criteo.com/sid/json?origin=onetag&domain=' + location.hostname, { credentials: 'include', mode: 'no-cors' });
  new Image().src = 'https://sslwidget.criteo.com/event?a=98765&v=5.24.0&p0=' + encodeURIComponent('e=vh') + '&tld=' + location.hostname + '&fu=' + encodeURIComponent(location.href);
})(window, document);
