// Verdicts: sent at once, kept in the browser until the server has them, so that nothing is lost by a reload.
(() => {
  'use strict';
  const body = document.body;
  const call = body.dataset.call;
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const key = `unsent-${body.dataset.person}-${call}-${body.dataset.round}`; // a browser may be shared
  const headers = { accept: 'application/json', 'x-csrf-token': csrf };
  const read = () => { try { return JSON.parse(localStorage.getItem(key) || '[]'); } catch { return []; } };
  const write = (list) => { try { if (list.length) localStorage.setItem(key, JSON.stringify(list)); else localStorage.removeItem(key); } catch { /* private window */ } };
  const shownAt = new Map();

  const swap = (html) => {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    for (const part of parsed.querySelectorAll('[data-part]')) {
      const old = document.getElementById(part.id);
      if (!old || old.outerHTML === part.outerHTML) continue;
      const here = old.classList.contains('now');
      const focused = old.contains(document.activeElement);
      const fresh = document.importNode(part, true);
      old.replaceWith(fresh);
      if (here) fresh.classList.add('now');
      if (focused) fresh.focus({ preventScroll: true });
    }
  };
  const post = async (path, fields) => {
    const form = new URLSearchParams({ ...fields, round: body.dataset.round });
    const answer = await fetch(`/calls/${call}/${path}`, { method: 'POST', headers, body: form, keepalive: true });
    if (answer.status >= 500) throw new Error(answer.status); // down, or starting again: as if there were no network
    const told = await answer.json().catch(() => ({ error: `服务器没有应答（${answer.status}）` }));
    return { ok: answer.ok, status: answer.status, ...told };
  };
  // Not refused for what it says but for who sends it: the login has run out, or another one was made beside this page.
  const locked = (told) => {
    if (told.status !== 403) return false;
    sound.trouble(`${told.error}。判定还记在本机，登录后重新打开这一页时自动补交。`);
    return true;
  };
  const forget = (fields) => write(read().filter((one) => JSON.stringify(one) !== JSON.stringify(fields)));
  // Resolves to null when done, or to what the server asks for: {error, field}.
  const send = async (fields) => {
    write([...read(), fields]);
    document.body.classList.add('busy');
    try {
      const told = await post('verdicts', fields);
      if (locked(told)) return null;
      forget(fields);
      if (!told.ok) return told;
      swap(told.parts);
      sound.trouble('');
      return null;
    } catch {
      sound.trouble('服务器连不上：判定已记在本机，恢复后自动补交。');
      setTimeout(resend, 3000);
      return null;
    } finally { document.body.classList.remove('busy'); }
  };
  let again = false;
  const resend = async () => {
    if (again) return;
    again = true;
    try {
      const refused = [];
      for (const fields of read()) {
        const told = await post('verdicts', fields);
        if (locked(told)) return;
        forget(fields);
        if (told.ok) swap(told.parts);
        else refused.push(`${document.querySelector(`[data-target="${CSS.escape(fields.target)}"]`)?.dataset.title ?? fields.target}（${told.error}）`);
      }
      sound.trouble(refused.length ? `补交时没有被接受，请重判：${refused.join('、')}` : '');
    } catch { setTimeout(resend, 3000); } finally { again = false; }
  };
  const seconds = (target) => (shownAt.has(target) ? ((performance.now() - shownAt.get(target)) / 1000).toFixed(2) : '');

  window.verdicts = {
    send, post, swap, seconds,
    shown: (target) => { if (!shownAt.has(target)) shownAt.set(target, performance.now()); },
  };
  if (body.dataset.judging === '1') resend();
  // The hold is renewed while the page is open and given back when it is left; what the server is told is the
  // hold that this page knows, so that a page left late does not give back what the next one took.
  const hold = async () => {
    const told = await post('hold', {}).catch(() => ({}));
    if (told.mine) body.dataset.until = told.until;
  };
  if (body.dataset.until) {
    setInterval(hold, 60000);
    addEventListener('pagehide', () => navigator.sendBeacon(`/calls/${call}/release`, new URLSearchParams({ csrf, until: body.dataset.until })));
    addEventListener('pageshow', (event) => { if (event.persisted) hold(); });
  }
})();
