// The call by keyboard. Left hand judges, right hand moves; what a key does is listed under "?".
(() => {
  'use strict';
  const body = document.body;
  const judging = body.dataset.judging === '1';
  const STATUS = { f: 'fail', d: 'pass', s: 'unsure', a: 'na' };
  const get = (id) => document.getElementById(id);
  const dialogs = { ask: get('ask'), sign: get('sign'), help: get('help') };
  const flags = () => [...document.querySelectorAll('.flag')].filter((flag) => !flag.closest('details:not([open])'));
  const items = () => [...document.querySelectorAll('.item')];
  const current = () => document.querySelector('.flag.now, .item.now');

  const choose = (target, { play = true } = {}) => {
    if (!target) return;
    document.querySelectorAll('.flag.now, .item.now').forEach((one) => one.classList.remove('now'));
    target.classList.add('now');
    target.closest('details')?.setAttribute('open', '');
    target.scrollIntoView({ block: 'nearest' });
    target.focus({ preventScroll: true });
    verdicts.shown(target.id);
    if (play && target.classList.contains('flag')) sound.playFlag(target);
    const all = flags();
    sound.prepare(all[all.indexOf(target) + 1]);
  };
  const step = (by) => {
    const all = flags();
    const at = all.indexOf(current());
    choose(at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[Math.max(0, Math.min(all.length - 1, at + by))]);
  };
  const nextFlag = (from) => {
    const all = flags();
    const after = all.slice(all.findIndex((flag) => flag.id === from) + 1);
    const open = after.find((flag) => !flag.dataset.human && flag.dataset.machine !== 'pass' && flag.dataset.machine !== 'na');
    choose(open || get(from), { play: Boolean(open) });
    if (!open) sound.player.pause();
  };
  const nextItem = (from, by = 1) => {
    const all = items();
    const at = all.findIndex((item) => item.id === from);
    const order = by > 0 ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse();
    const open = order.find((item) => item.classList.contains('open'));
    choose(open || (at < 0 ? all[0] : all[at]));
  };

  const onward = (target) => (target.classList.contains('flag') ? nextFlag(target.id) : nextItem(target.id));
  const judge = async (target, status, extra = {}) => {
    if (!judging || !target) return;
    const fields = { kind: target.dataset.kind, target: target.dataset.target, status, seconds: verdicts.seconds(target.id), ...extra };
    if (target.classList.contains('flag') && status === 'fail' && target.dataset.start === '' && sound.player.currentTime) {
      fields.start = sound.player.currentTime.toFixed(1); fields.end = fields.start;
    }
    const id = target.id;
    target.classList.add('sending');
    const early = status !== '' && extra.reason === undefined;
    if (early) onward(target);
    const told = await verdicts.send(fields);
    get(id)?.classList.remove('sending');
    if (told) { choose(get(id), { play: false }); if (told.field) ask(get(id), status, told, extra); else sound.trouble(told.error); } else if (!early && status !== '') onward(get(id));
  };

  const ask = (target, status, told, given = {}) => {
    const points = get('ask-points');
    const scored = target.dataset.kind === 'item' && target.dataset.fatal !== '1' && (status === 'fail' || given.points !== undefined);
    get('ask-what').textContent = `${target.dataset.title}：${target.querySelector(`[data-status="${status}"]`)?.firstChild.textContent ?? ''}`;
    get('ask-points-row').hidden = !scored;
    points.min = target.dataset.low; points.max = target.dataset.high;
    points.value = scored ? given.points ?? target.dataset.fail : '';
    get('ask-range').textContent = `${Number(target.dataset.low)} 到 ${target.dataset.high === '' ? '不限' : Number(target.dataset.high)}`;
    get('ask-reason').value = given.reason ?? '';
    get('ask-wrong').hidden = !told; get('ask-wrong').textContent = told ? told.error : '';
    dialogs.ask.dataset.target = target.id; dialogs.ask.dataset.status = status;
    dialogs.ask.showModal();
    (scored && (!told || told.field === 'points') ? points : get('ask-reason')).focus();
    if (scored && given.points === undefined) points.select();
  };
  const answered = (reason) => {
    const target = get(dialogs.ask.dataset.target);
    const extra = { reason: reason ?? get('ask-reason').value.trim() };
    if (!get('ask-points-row').hidden && get('ask-points').value !== '') extra.points = get('ask-points').value;
    const whole = extra.points !== undefined && target.dataset.high !== '' && Number(extra.points) >= Number(target.dataset.high);
    dialogs.ask.close();
    judge(target, whole ? 'pass' : dialogs.ask.dataset.status, extra);
  };
  dialogs.ask.querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); answered(); });
  dialogs.ask.querySelectorAll('[data-reason]').forEach((button) => button.addEventListener('click', () => answered(button.dataset.reason)));
  document.querySelectorAll('dialog .cancel').forEach((button) => button.addEventListener('click', () => button.closest('dialog').close()));

  const press = (target, status) => {
    if (!judging || !target) return;
    if (target.classList.contains('item') && target.dataset.fatal !== '1' && status === 'fail') ask(target, status);
    else judge(target, status);
  };
  const openSign = () => {
    if (!get('sign-open')) { document.querySelector('[form="finish"]')?.click(); return; }
    const left = Number(get('open-count').textContent);
    if (left) { sound.trouble(`还有 ${left} 项待定，先按 I 逐项评完，或按 Shift+D 将其余人工项判为合格。`); nextItem(current()?.id); return; }
    get('sign-total').replaceChildren(get('total').cloneNode(true));
    get('sign-total').firstElementChild.removeAttribute('id');
    dialogs.sign.showModal();
    get('sign-yes').focus();
  };
  const rest = async () => {
    const told = await verdicts.post('accept-rest', {}).catch(() => ({ error: '网络不通' }));
    if (told.ok) verdicts.swap(told.parts); else sound.trouble(told.error);
  };
  const copyLink = async () => {
    const address = `${location.origin}/calls/${body.dataset.call}?t=${sound.player.currentTime.toFixed(1)}`;
    try { await navigator.clipboard.writeText(address); sound.trouble(''); get('link').firstChild.textContent = '已复制 '; } catch { prompt('链接', address); }
  };

  document.addEventListener('click', (event) => {
    const target = event.target.closest('.flag, .item');
    const verb = event.target.closest('.verbs button');
    const reference = event.target.closest('a.ref');
    if (reference) { event.preventDefault(); choose(document.querySelector(reference.getAttribute('href'))); return; }
    if (!target) return;
    if (verb) { choose(target, { play: false }); press(target, verb.dataset.status); return; }
    choose(target, { play: Boolean(event.target.closest('.play')) });
  });
  document.addEventListener('flag', (event) => choose(get(event.detail)));
  get('rest')?.addEventListener('click', rest);
  get('sign-open')?.addEventListener('click', openSign);
  get('help-open')?.addEventListener('click', () => dialogs.help.showModal());
  get('link')?.addEventListener('click', copyLink);

  const keys = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    i: () => nextItem(current()?.classList.contains('item') ? current().id : null), u: () => nextItem(current()?.id, -1),
    z: () => judge(current(), ''), r: () => sound.playFlag(current()), ' ': () => get('toggle')?.click(),
    ArrowLeft: () => { sound.player.currentTime -= 2; }, ArrowRight: () => { sound.player.currentTime += 2; },
    '[': () => sound.faster?.(-1), ']': () => sound.faster?.(1), b: () => get('bleep')?.click(), c: copyLink,
    g: openSign, n: () => get('onward')?.click(), q: () => { location.href = '/queue'; }, '?': () => dialogs.help.showModal(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const open = document.querySelector('dialog[open]');
    if (open) {
      const choice = open === dialogs.ask && event.target !== get('ask-points') && !get('ask-reason').value ? open.querySelectorAll('[data-reason]')[Number(key) - 1] : null;
      if (choice) { event.preventDefault(); choice.click(); } else if (key === '?' && open === dialogs.help) { event.preventDefault(); open.close(); }
      return;
    }
    if (event.target.closest('input:not([type="checkbox"]):not([type="radio"]), select, textarea')) return;
    const target = current();
    if (event.shiftKey && key === 'd') rest();
    else if (STATUS[key] && target) press(target, STATUS[key]);
    else if (/^[0-9]$/.test(key) && judging && target?.classList.contains('item') && target.dataset.fatal !== '1') {
      ask(target, 'fail', null, { points: key });
    } else if (keys[key] && !(key === ' ' && event.target.closest('button, summary, a'))) keys[key]();
    else return;
    event.preventDefault();
  });

  const first = flags().find((flag) => !flag.dataset.human) || flags()[0];
  const at = body.dataset.at;
  const named = location.hash && document.querySelector(CSS.escape ? `#${CSS.escape(location.hash.slice(1))}` : location.hash);
  if (at !== '' && sound.available) {
    sound.player.addEventListener('loadedmetadata', () => sound.play(Number(at)), { once: true });
    const near = flags().find((flag) => flag.dataset.start !== '' && Math.abs(Number(flag.dataset.start) - Number(at)) < 3);
    if (near) choose(near, { play: false });
  } else if (named) choose(named);
  else if (first) choose(first);
  else nextItem(null);
})();
