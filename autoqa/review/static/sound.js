// Sound of the call: the player, the outline with flags as regions, and clips that begin 2 s before a flag.
(() => {
  'use strict';
  const body = document.body;
  const call = body.dataset.call;
  const PAD = 2;
  const LONGEST = 15;
  const REGION = 30;
  const clock = (s) => `${Math.floor(s / 60)}:${(s % 60).toFixed(1).padStart(4, '0')}`;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const player = new Audio();
  const now = document.getElementById('now');
  const toggle = document.getElementById('toggle');
  const rate = document.getElementById('rate');
  const turns = [...document.querySelectorAll('.turn')];
  const listeners = [];
  let stopAt = Infinity;
  let wave = null;
  let following = null;

  const address = (bleep) => `/calls/${call}/audio.wav${bleep ? '?bleep=1' : ''}`;
  const setRate = (value) => { player.playbackRate = value; rate.value = String(value); try { localStorage.setItem('rate', String(value)); } catch { /* private window */ } };
  const trouble = (text) => { const line = document.getElementById('trouble'); line.textContent = text; line.hidden = !text; };
  const start = () => player.play().catch((error) => {
    if (error.name === 'NotAllowedError') trouble('浏览器不让页面自己出声：请按一次空格。');
  });
  const play = (from, until = Infinity) => {
    if (!player.src) return;
    trouble('');
    stopAt = until;
    player.currentTime = Math.max(0, from);
    start();
  };
  const playFlag = (flag) => {
    if (!flag || flag.dataset.start === '') { player.pause(); return; }
    const from = Number(flag.dataset.start);
    play(from - PAD, Math.min(Number(flag.dataset.end), from + LONGEST) + PAD);
  };
  // A second, silent player stands where the next flag begins: what it has fetched the browser plays at once.
  const ahead = new Audio();
  ahead.preload = 'auto';
  let wanted = 0;
  const prepare = (flag) => {
    if (!player.src || !flag || flag.dataset.start === '') return;
    wanted = Math.max(0, Number(flag.dataset.start) - PAD);
    if (player.readyState < HTMLMediaElement.HAVE_METADATA) return;
    if (ahead.src !== player.src) ahead.src = player.src;
    else if (ahead.readyState) ahead.currentTime = wanted;
  };
  ahead.addEventListener('loadedmetadata', () => { ahead.currentTime = wanted; });
  const follow = () => {
    const at = player.currentTime;
    now.textContent = clock(at);
    if (at >= stopAt) { player.pause(); stopAt = Infinity; }
    const turn = turns.find((one) => at >= Number(one.dataset.start) && at < Number(one.dataset.end));
    if (turn && turn !== following) {
      following?.classList.remove('now');
      following = turn;
      turn.classList.add('now');
      const box = turn.closest('section');
      const place = turn.getBoundingClientRect().top - box.getBoundingClientRect().top;
      if (place < 40 || place > box.clientHeight - 80) box.scrollTo({ top: box.scrollTop + place - box.clientHeight / 3, behavior: 'smooth' });
    }
    for (const listener of listeners) listener(at);
  };
  // Of flags over the same seconds one is drawn, the worst: several tints over each other would hide the outline.
  const regions = () => {
    const drawn = new Map();
    for (const flag of document.querySelectorAll('.flag')) {
      const { start, end, machine, human } = flag.dataset;
      const marked = machine === 'fail' || machine === 'unsure' || human === 'fail';
      if (start === '' || Number(end) - Number(start) > REGION || !marked) continue;
      const span = `${start}-${end}`;
      if (!drawn.has(span) || (drawn.get(span).dataset.machine === 'unsure' && machine !== 'unsure')) drawn.set(span, flag);
    }
    return drawn.values();
  };
  const tint = (name) => `color-mix(in srgb, ${css(name)} 26%, transparent)`;
  const draw = (outline) => {
    const box = document.getElementById('wave');
    box.textContent = '';
    wave?.destroy();
    const plugin = WaveSurfer.Regions.create();
    const height = outline.channels.length > 1 ? 56 : 112;
    wave = WaveSurfer.create({
      container: box, media: player, peaks: outline.channels, duration: outline.duration, cspNonce: body.dataset.nonce,
      height, waveColor: css('--accent'), progressColor: css('--soft'), cursorColor: css('--ink'), cursorWidth: 2, normalize: false, barHeight: 1.6,
      splitChannels: outline.channels.map(() => ({ height })), plugins: [plugin],
    });
    wave.on('interaction', () => { stopAt = Infinity; });
    wave.once('ready', () => {
      for (const flag of regions()) {
        const start = Number(flag.dataset.start);
        const color = tint(flag.dataset.machine === 'unsure' ? '--unsure' : '--fail');
        plugin.addRegion({ id: flag.id, start, end: Math.max(Number(flag.dataset.end), start + 0.3), color, drag: false, resize: false });
      }
    });
    plugin.on('region-clicked', (region, event) => { event.stopPropagation(); document.dispatchEvent(new CustomEvent('flag', { detail: region.id })); });
  };
  const load = async () => {
    player.preload = 'auto';
    player.src = address(false);
    try {
      const answer = await fetch(`/calls/${call}/outline.json`, { headers: { accept: 'application/json' } });
      const outline = await answer.json();
      if (!answer.ok) throw new Error(outline.error);
      draw(outline);
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => draw(outline));
    } catch (error) {
      const box = document.getElementById('wave');
      box.removeAttribute('aria-hidden');
      box.innerHTML = '<p class="loading" role="alert"></p>';
      box.firstChild.textContent = `不能播放：${error.message || '网络不通'}。可以先照文字判；听不出的按 S。`;
      for (const control of [toggle, rate]) control.disabled = true;
      player.removeAttribute('src');
    }
  };
  // The next call is decoded on the server and kept by the browser while this one is heard.
  const fetchAhead = () => {
    const next = body.dataset.next;
    if (next) for (const what of ['outline.json', 'audio.wav']) fetch(`/calls/${next}/${what}`, { priority: 'low', headers: { 'x-ahead': '1' } }).catch(() => {});
  };

  window.sound = { play, playFlag, prepare, player, clock, trouble, onTime: (listener) => listeners.push(listener), available: Boolean(toggle) };
  if (!toggle) return;
  toggle.addEventListener('click', () => { if (player.paused) { stopAt = Infinity; trouble(''); start(); } else player.pause(); });
  player.addEventListener('play', () => { toggle.firstChild.textContent = '❚❚ 暂停 '; });
  player.addEventListener('pause', () => { toggle.firstChild.textContent = '▶ 播放 '; });
  player.addEventListener('timeupdate', follow);
  player.addEventListener('canplaythrough', () => setTimeout(fetchAhead, 500), { once: true });
  rate.addEventListener('change', () => setRate(Number(rate.value)));
  try { const kept = localStorage.getItem('rate'); if (kept) setRate(Number(kept)); } catch { /* private window */ }
  player.addEventListener('loadedmetadata', () => { player.playbackRate = Number(rate.value); ahead.src = player.src; });
  document.getElementById('bleep').addEventListener('change', (event) => {
    const at = player.currentTime;
    const playing = !player.paused;
    player.src = address(event.target.checked);
    player.addEventListener('loadedmetadata', () => { player.currentTime = at; if (playing) start(); }, { once: true });
  });
  window.sound.faster = (step) => {
    const index = Math.max(0, Math.min(rate.options.length - 1, rate.selectedIndex + step));
    setRate(Number(rate.options[index].value));
  };
  turns.forEach((turn) => turn.querySelector('button').addEventListener('click', () => play(Number(turn.dataset.start))));
  load();
})();
