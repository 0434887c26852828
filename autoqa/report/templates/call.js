(() => {
  'use strict';
  const sound = JSON.parse(document.getElementById('sound').textContent);
  const flags = [...document.querySelectorAll('.flag')];
  const turns = [...document.querySelectorAll('.turn')];
  const canvas = document.getElementById('wave');
  if (!canvas) return;

  const blobUrl = (data, type) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type }));
  };
  const player = new Audio();
  const whole = sound.whole ? blobUrl(sound.whole, 'audio/mpeg') : null;
  const clips = new Map();
  let offset = 0; // seconds of the call at which the loaded sound begins
  let source = null;
  let stopAt = Infinity; // seconds of the call at which a flag heard from the whole call ends

  const load = (url, startsAt) => {
    offset = startsAt;
    if (source !== url) { source = url; player.src = url; player.playbackRate = Number(rate.value); }
  };
  const playFlag = (flag) => {
    if (flag.dataset.start === '') return;
    flags.forEach((other) => other.classList.toggle('now', other === flag));
    flag.scrollIntoView({ block: 'nearest' });
    const clip = sound.clips[flag.id];
    if (!clip) {
      const start = Number(flag.dataset.start);
      playFrom(Math.max(0, start - sound.pad), Math.min(Number(flag.dataset.end), start + sound.longest) + sound.pad);
      return;
    }
    if (!clips.has(flag.id)) clips.set(flag.id, blobUrl(clip.data, 'audio/wav'));
    stopAt = Infinity;
    load(clips.get(flag.id), clip.start);
    player.currentTime = 0;
    player.play();
  };
  const playFrom = (seconds, until = Infinity) => {
    if (!whole) return;
    stopAt = until;
    load(whole, 0);
    player.currentTime = seconds;
    player.play();
  };
  const clock = (s) => `${Math.floor(s / 60)}:${(s % 60).toFixed(1).padStart(4, '0')}`;
  const now = () => offset + player.currentTime;

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const draw = () => {
    const ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    canvas.width = width * ratio; canvas.height = height * ratio;
    const g = canvas.getContext('2d');
    g.scale(ratio, ratio);
    const x = (s) => (s / sound.duration) * width;
    for (const event of sound.events) {
      g.fillStyle = css('--line'); g.fillRect(x(event.start), 0, x(event.end) - x(event.start), height);
    }
    for (const region of sound.regions) {
      g.fillStyle = css(region.status === 'fail' ? '--fail' : '--unsure'); g.globalAlpha = 0.22;
      g.fillRect(x(region.start), 0, Math.max(2, x(region.end) - x(region.start)), height); g.globalAlpha = 1;
    }
    const lane = height / Math.max(1, sound.peaks.length);
    sound.peaks.forEach((channel, index) => {
      g.fillStyle = css('--accent');
      const middle = lane * (index + 0.5);
      channel.forEach(([low, high], bucket) => {
        const top = middle - (high / 127) * lane * 0.48, bottom = middle - (low / 127) * lane * 0.48;
        g.fillRect((bucket / channel.length) * width, top, Math.max(0.6, width / channel.length), Math.max(0.6, bottom - top));
      });
    });
    g.fillStyle = css('--ink'); g.fillRect(x(now()), 0, 1.5, height);
  };

  const rate = document.getElementById('rate');
  const toggle = document.getElementById('toggle');
  const label = document.getElementById('now');
  toggle.disabled = !whole;
  toggle.addEventListener('click', () => (player.paused ? (source ? player.play() : playFrom(0)) : player.pause()));
  rate.addEventListener('change', () => { player.playbackRate = Number(rate.value); });
  player.addEventListener('play', () => { toggle.textContent = '❚❚ 暂停'; });
  player.addEventListener('pause', () => { toggle.textContent = '▶ 继续'; });
  player.addEventListener('timeupdate', () => {
    if (now() >= stopAt) { player.pause(); stopAt = Infinity; }
    label.textContent = clock(now());
    for (const turn of turns) turn.classList.toggle('now', now() >= Number(turn.dataset.start) && now() < Number(turn.dataset.end));
    draw();
  });
  canvas.addEventListener('click', (event) => playFrom((event.offsetX / canvas.clientWidth) * sound.duration));
  document.querySelectorAll('.turn, .passes li').forEach((row) => row.addEventListener('click', (event) => {
    if (event.target.tagName !== 'A' && row.dataset.start !== '') playFrom(Number(row.dataset.start));
  }));
  flags.forEach((flag) => flag.querySelector('.play').addEventListener('click', () => playFlag(flag)));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === 'SELECT') return;
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (step && flags.length) {
      const at = flags.findIndex((flag) => flag.classList.contains('now'));
      playFlag(flags[at < 0 ? 0 : (at + step + flags.length) % flags.length]);
    } else if (event.key === ' ' && event.target.tagName !== 'BUTTON' && event.target.tagName !== 'SUMMARY') {
      toggle.click();
    } else { return; }
    event.preventDefault();
  });
  window.addEventListener('resize', draw);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  draw();
})();
