// Stand-in for a session recorder: mouse, clicks and what is typed go out while the visitor is still typing.
(function (w, d) {
  'use strict';
  var site = 3987654, user = Math.random().toString(36).slice(2), box = [];
  d.cookie = '_hjSessionUser_' + site + '=' + btoa('{"id":"' + user + '"}') + ';path=/;max-age=31536000;SameSite=None;Secure';
  d.cookie = '_hjSession_' + site + '=' + btoa('{"c":' + Date.now() + '}') + ';path=/;max-age=1800;SameSite=None;Secure';
  function note(type, what) { box.push({ t: Date.now(), type: type, data: what }); }
  function flush() {
    if (!box.length) return;
    fetch('https://content.hotjar.io/?site_id=' + site + '&gzip=0&user=' + user, { method: 'POST', mode: 'no-cors', keepalive: true, body: JSON.stringify({ page: location.href, events: box.splice(0, 200) }) });
  }
  note('snapshot', d.documentElement.outerHTML.length);
  d.addEventListener('mousemove', function (e) { if (box.length < 150) note('mouse_move', [e.clientX, e.clientY]); }, { passive: true });
  d.addEventListener('click', function (e) { note('mouse_click', [e.clientX, e.clientY]); }, true);
  d.addEventListener('input', function (e) { if (e.target.type !== 'password') note('keystrokes', { name: e.target.name, value: e.target.value }); }, true);
  setInterval(flush, 600);
  setTimeout(flush, 100);
})(window, document);
