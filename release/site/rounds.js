// What a row with a wrong label gets after t steps: ThreeLevelModel.outputs for K balanced classes of n rows, correlation c within and d between,
// symmetric noise; equal to that to 1e-15 on 27 cases. rounds.html has the controls, pages.py puts both into docs/why.md's page.
function outputs(eta, mu, t, {K = 4, n = 500, c = 0.4, d = 0.1} = {}) {
  const keep = s => Math.pow(s / (s + mu), t);
  const s1 = 1 - c, s2 = s1 + n * (c - d), s4 = s2 + n * K * d;
  const [p1, p2, p4] = [keep(s1), keep(s2), keep(s4)];
  const other = eta / (K - 1); // the share of a wrong label in its class
  const out = (own, share) => p1 * own + (p2 - p1) * share + (p4 - p2) / K + (1 - p4) / K;
  return {right: out(0, 1 - eta), given: out(1, other), others: out(0, other)};
}
if (typeof document !== 'undefined') {
  const box = document.getElementById('rounds');
  const [eta, mu, t] = box.querySelectorAll('input');
  const show = () => {
    const penalty = Math.pow(10, +mu.value);
    const bars = outputs(+eta.value, penalty, +t.value);
    const words = [`${Math.round(100 * eta.value)} %`, penalty.toPrecision(2), t.value];
    box.querySelectorAll('label b').forEach((b, i) => { b.textContent = words[i]; });
    for (const name of ['right', 'given', 'others']) {
      const row = box.querySelector(`[data-bar=${name}]`);
      row.querySelector('i').style.width = `${(100 * Math.max(0, bars[name])).toFixed(1)}%`;
      row.querySelector('b').textContent = bars[name].toFixed(3);
    }
    box.querySelector('output').textContent = bars.right > bars.given ? 'The wrong label is outvoted.' : 'The wrong label is believed.';
  };
  box.addEventListener('input', show);
  show();
}
if (typeof module !== 'undefined') module.exports = outputs;
