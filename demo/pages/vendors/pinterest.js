// Stand-in for the Pinterest tag.
(function (w, d) {
  'use strict';
  if (!/_pin_unauth=/.test(d.cookie)) d.cookie = '_pin_unauth=' + btoa('uid=' + Math.random()).slice(0, 40) + ';path=/;max-age=31536000;SameSite=Lax;Secure';
  new Image().src = 'https://ct.pinterest.com/v3/?event=pagevisit&tid=2612345678901&pd=' + encodeURIComponent('{"np":"shop"}') + '&ad=' + encodeURIComponent(JSON.stringify({ loc: location.href, ref: d.referrer, sh: screen.height, sw: screen.width })) + '&cb=' + Date.now();
})(window, document);
