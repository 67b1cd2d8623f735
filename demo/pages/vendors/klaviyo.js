// Stand-in for Klaviyo's onsite script. `identify` is only sent where the shop switched it on.
(function (w, d) {
  'use strict';
  var company = (d.currentScript.src.match(/company_id=([^&]+)/) || [])[1];
  var listen = d.currentScript.hasAttribute('data-identify');
  d.cookie = '__kla_id=' + btoa(JSON.stringify({ cid: Math.random().toString(36).slice(2), $exchange_id: '' })) + ';path=/;max-age=63072000;SameSite=Lax;Secure';
  function post(path, data) {
    fetch('https://a.klaviyo.com/client/' + path + '/?company_id=' + company, { method: 'POST', mode: 'no-cors', keepalive: true, body: JSON.stringify({ data: data }) });
  }
  post('events', { type: 'event', attributes: { metric: { name: 'Active on Site' }, properties: { page: location.pathname } } });
  if (listen) d.addEventListener('change', function (e) {
    if (e.target.type === 'email' && e.target.value.indexOf('@') > 0) post('profiles', { type: 'profile', attributes: { email: e.target.value } });
  }, true);
})(window, document);
