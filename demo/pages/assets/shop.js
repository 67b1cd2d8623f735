// The shop's own script: nothing here reaches beyond the shop.
(function () {
  'use strict';
  var menu = document.querySelector('[data-qty]');
  if (!menu) return;
  menu.addEventListener('change', function () {
    var n = Math.min(9, Math.max(1, parseInt(menu.value, 10) || 1));
    menu.value = n;
  });
})();
