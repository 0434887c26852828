// The queue by keyboard: j/k or arrows choose a line, Enter opens it, / searches.
(() => {
  'use strict';
  const rows = () => [...document.querySelectorAll('#listing tbody tr')];
  let at = -1;
  const choose = (index) => {
    const all = rows();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, index));
    all.forEach((row, number) => row.classList.toggle('now', number === at));
    all[at].scrollIntoView({ block: 'nearest' });
    all[at].querySelector('a').focus({ preventScroll: true });
  };
  document.addEventListener('click', (event) => {
    const row = event.target.closest('tr[data-href]');
    if (row && !event.target.closest('a, input, button, label')) location.href = row.dataset.href;
  });
  document.addEventListener('htmx:afterSwap', () => { at = -1; });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest('input, select, textarea');
    if (event.key === 'Escape' && typing) { typing.blur(); return; }
    if (typing) return;
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step) choose(at + step);
    else if (event.key === '/') document.getElementById('q').focus();
    else if (event.key === 'Enter' && !event.target.closest('a, button')) document.querySelector('.start')?.click();
    else return;
    event.preventDefault();
  });
})();
