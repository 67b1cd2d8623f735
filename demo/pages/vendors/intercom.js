// Stand-in for the Intercom messenger: it says hello before anybody asked for help, and reads along while one types.
(function (w, d) {
  'use strict';
  var visitor = Math.random().toString(36).slice(2);
  d.cookie = 'intercom-id-k3x9w2ab=' + visitor + ';path=/;max-age=23328000;SameSite=Lax;Secure';
  d.cookie = 'intercom-session-k3x9w2ab=;path=/;max-age=604800;SameSite=Lax;Secure';
  function ping(kind, text) {
    fetch('https://api-iam.intercom.io/messenger/web/' + kind, { method: 'POST', mode: 'no-cors', keepalive: true, body: new URLSearchParams({ app_id: 'k3x9w2ab', anonymous_id: visitor, page_title: d.title, referer: location.href, user_active_company_id: '', draft: text || '' }) });
  }
  ping('ping');
  d.addEventListener('DOMContentLoaded', show);
  if (d.readyState !== 'loading') show();
  function show() {
    if (d.getElementById('chat-launcher')) return;
    var b = d.createElement('button');
    b.id = 'chat-launcher'; b.type = 'button'; b.textContent = 'Chat';
    b.setAttribute('aria-label', 'Open chat');
    b.style.cssText = 'position:fixed;right:18px;bottom:18px;border-radius:999px;background:#0b57d0;border-color:#0b57d0;z-index:30';
    b.onclick = function () {
      var t = d.createElement('textarea');
      t.placeholder = 'Write to us'; t.name = 'chat';
      t.style.cssText = 'position:fixed;right:18px;bottom:72px;width:260px;height:120px;z-index:30';
      t.oninput = function () { ping('metrics', t.value); };
      d.body.appendChild(t); b.onclick = null;
    };
    d.body.appendChild(b);
  }
})(window, document);
