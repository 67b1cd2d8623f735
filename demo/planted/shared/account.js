// What the shop knows of its visitor decides whether the pixel is loaded: an opt-out in this browser, or of the account.
(function () {
  var out = /(^|; )optout=1/.test(document.cookie);
  fetch('/api/me').then(function (r) { return r.json(); }).then(function (me) {
    if (out || me.out) return;
    var q = window.fbq = function () { q.queue.push(arguments); };
    q.queue = []; q.version = '2.0';
    q('init', '528164928517346'); q('track', 'PageView');
    var s = document.createElement('script'); s.async = true; s.src = 'https://connect.facebook.net/en_US/fbevents.js'; document.head.appendChild(s);
  });
  document.addEventListener('click', function (e) {
    if (e.target.id !== 'out') return;
    document.cookie = 'optout=1;path=/;max-age=31536000;Secure;SameSite=Lax';
    fetch('/api/opt-out', { method: 'POST' });
    document.getElementById('said').textContent = 'You have been opted out of the sale and sharing of your personal information.';
  });
})();
