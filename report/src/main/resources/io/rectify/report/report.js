(() => {
'use strict';
const root = document.documentElement;
root.classList.add('js');
const data = JSON.parse(document.getElementById('data').textContent);

// Texts of the model reach the page through textContent alone.
const make = (tag, props, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (key === 'class') node.className = value;
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children.map(child => child instanceof Node ? child : document.createTextNode(String(child))));
  return node;
};
const percent = (value, digits = 1) => {
  const least = 10 ** -digits;
  return value > 0 && 100 * value < least / 2 ? '< ' + least + ' %' : (100 * value).toFixed(digits) + ' %';
};
const count = value => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
const oneLine = text => text.replace(/\s+/g, ' ');
const collator = new Intl.Collator(undefined, {numeric: true});
// Names may break after such characters, as no browser does by itself.
const breakable = text => text.split(/(?<=[_/.])/).flatMap((part, i) => i ? [make('wbr'), part] : [part]);
const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(a, b);

// ---- Tables: the head's cells become buttons.

function sortable(th, label, sort) {
  th.replaceChildren(make('button', {type: 'button', onclick: () => {
    const ascending = th.getAttribute('aria-sort') === 'descending'
      || th.getAttribute('aria-sort') === 'none' && !th.classList.contains('n');
    for (const other of th.parentNode.children) {
      if (other.hasAttribute('aria-sort')) other.setAttribute('aria-sort', 'none');
    }
    th.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
    sort(ascending);
  }}, label));
  if (!th.hasAttribute('aria-sort')) th.setAttribute('aria-sort', 'none');
}

for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((th, column) => sortable(th, th.textContent, ascending => {
    const key = row => {
      const cell = row.cells[column];
      return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
    };
    const rows = [...body.rows].map(row => [key(row), row]);
    rows.sort((a, b) => ascending ? compare(a[0], b[0]) : compare(b[0], a[0]));
    body.append(...rows.map(row => row[1]));
  }));
}

// ---- Issues.

function issues(mount) {
  const PAGE = 25;
  const texts = data.texts;
  const ROW = 0, ID = 1, TEXT = 2, GIVEN = 3, SUGGESTED = 4, WRONG = 5, CONFIDENCE = 6, NEIGHBOURS = 7, RANK = 8;
  const all = data.issues;
  all.forEach((issue, i) => { issue[RANK] = i + 1; });
  const named = all.some(issue => texts[issue[ID]] !== '');
  const worded = all.some(issue => texts[issue[TEXT]] !== '');
  const value = (issue, column) => column >= ID && column <= SUGGESTED ? texts[issue[column]] : issue[column];
  const columns = [[RANK, 'Rank', 'n rank'], [ROW, 'Row', 'n row']];
  if (named) columns.push([ID, 'Id', 'id']);
  if (worded) columns.push([TEXT, 'Text', 'text']);
  columns.push([GIVEN, 'Given', 'label given'], [SUGGESTED, 'Suggested', 'label'], [WRONG, 'Wrong', 'n wrong']);
  if (!data.classes) columns.push([CONFIDENCE, 'Confidence', 'n confidence']);
  const decided = data.classes ? decisions(all.map(issue => [issue[ROW], texts[issue[ID]], texts[issue[GIVEN]], texts[issue[SUGGESTED]]])) : null;
  let found = all, page = 0, order = null, haystacks = null;

  const isImage = text => data.images && /\.(png|jpe?g)$/i.test(text) && !/^[\\/]|:|\\/.test(text);
  const thumbnails = new Map(Object.entries(data.thumbnails));
  const shown = (text, full) => thumbnails.has(text)
    ? make('img', {src: thumbnails.get(text), alt: text, title: text})
    : isImage(text)
    ? make('img', {src: text.split('/').map(encodeURIComponent).join('/'), alt: text, title: text, loading: 'lazy'})
    : make('div', {class: full ? 'full' : 'clip', dir: 'auto'}, text);

  const search = make('input', {type: 'search', id: 'issue-search', autocomplete: 'off'});
  const filter = make('select', {id: 'issue-class'}, make('option', {value: ''}, 'all'));
  const classes = [...new Set(all.flatMap(issue => [issue[GIVEN], issue[SUGGESTED]]))];
  classes.sort((a, b) => collator.compare(texts[a], texts[b]));
  for (const index of classes) filter.append(make('option', {value: index}, oneLine(texts[index])));
  const head = make('tr', {}, make('td', {}));
  const body = make('tbody');
  const status = make('span', {role: 'status'});
  const turn = (label, step) => make('button', {type: 'button', onclick: () => { page += step; draw(); }}, label);
  const back = turn('Previous', -1), forth = turn('Next', 1);

  for (const [column, label, kind] of columns) {
    const th = make('th', {scope: 'col', class: kind.split(' ')[0] === 'n' ? 'n' : ''});
    head.append(th);
    if (column === RANK) { th.title = 'Place in the list: 1 is the most suspicious'; th.setAttribute('aria-sort', 'ascending'); }
    if (column === WRONG) th.title = 'p_wrong: probability that the given label is wrong';
    if (column === CONFIDENCE) th.title = 'Probability of the suggested label';
    sortable(th, label, ascending => { order = [column, ascending]; select(); });
  }
  if (decided) head.append(make('th', {scope: 'col', class: 'decide'}, 'Decision'));

  function select() {
    const words = search.value.toLowerCase().split(/\s+/).filter(word => word);
    if (words.length && !haystacks) {
      haystacks = new Map(all.map(issue => [issue,
        [issue[ROW], ...[ID, TEXT, GIVEN, SUGGESTED].map(column => value(issue, column))].join('\n').toLowerCase()]));
    }
    const wanted = filter.value === '' ? -1 : Number(filter.value);
    found = all.filter(issue => (wanted < 0 || issue[GIVEN] === wanted || issue[SUGGESTED] === wanted)
      && words.every(word => haystacks.get(issue).includes(word)));
    if (order) {
      const [column, ascending] = order;
      found.sort((a, b) => compare(value(a, column), value(b, column)) * (ascending ? 1 : -1));
    }
    page = 0;
    draw();
  }

  function detail(issue) {
    const cell = make('td', {colspan: columns.length + (decided ? 2 : 1)});
    const text = value(issue, TEXT);
    if (text) cell.append(shown(text, true));
    if (decided) cell.append(make('p', {class: 'muted'}, 'Confidence in the suggestion: ' + percent(issue[CONFIDENCE])));
    if (issue[NEIGHBOURS].length) {
      const lines = issue[NEIGHBOURS].map(([row, weight, given, words]) => make('tr', {},
        make('td', {class: 'n'}, row), make('td', {class: 'n'}, weight.toPrecision(3)),
        make('td', {dir: 'auto'}, ...breakable(texts[given])), make('td', {}, shown(texts[words], true))));
      cell.append(make('h3', {}, 'Neighbours that say so'), make('div', {class: 'scroll'}, make('table', {},
        make('thead', {}, make('tr', {}, make('th', {scope: 'col', class: 'n'}, 'Row'),
          make('th', {scope: 'col', class: 'n'}, 'Weight'), make('th', {scope: 'col'}, 'Given'),
          make('th', {scope: 'col'}, 'Text'))), make('tbody', {}, ...lines))));
    } else {
      cell.append(make('p', {class: 'muted'}, 'No neighbours were recorded for this row.'));
    }
    return make('tr', {class: 'detail'}, cell);
  }

  function line(issue) {
    const button = make('button', {type: 'button', class: 'open', 'aria-expanded': 'false',
      'aria-label': 'Neighbours of row ' + issue[ROW], onclick: toggle}, '+');
    const long = texts[issue[GIVEN]].length + texts[issue[SUGGESTED]].length > 34;
    const tr = make('tr', {class: long ? 'long' : ''}, make('td', {class: 'more'}, button));
    let opened = null;
    function toggle() {
      if (opened) { opened.remove(); opened = null; } else { opened = detail(issue); tr.after(opened); }
      button.setAttribute('aria-expanded', String(!!opened));
      button.textContent = opened ? '\u2212' : '+';
    }
    for (const [column, label, kind] of columns) {
      const td = make('td', {class: kind, 'data-label': label});
      if (column === TEXT) td.append(shown(value(issue, column), false));
      else if (column === WRONG || column === CONFIDENCE) td.textContent = percent(issue[column]);
      else { td.append(...breakable(String(value(issue, column)))); td.dir = 'auto'; }
      tr.append(td);
    }
    if (decided) tr.append(choice(issue, tr));
    return tr;
  }

  // take, keep, drop, or a class of that name: what rectify apply reads in column decision.
  function choice(issue, tr) {
    const row = issue[ROW], given = texts[issue[GIVEN]], suggested = texts[issue[SUGGESTED]];
    const named = name => name === suggested ? 'take' : name === given ? 'keep' : name;
    const button = (label, word) => make('button', {type: 'button', onclick: () => {
      decided.set(row, decided.get(row) === word ? '' : word);
      show();
    }}, label);
    const take = button('Take', 'take'), keep = button('Keep', 'keep');
    const other = make('select', {'aria-label': 'Other decision about row ' + row, onchange: () => {
      decided.set(row, other.value);
      show();
    }});
    const option = (value, label) => make('option', {value}, oneLine(label));
    const fill = () => {
      const classes = data.classes.filter(name => name === named(name) && !/^\s*(take|keep|drop)?\s*$/i.test(name));
      other.replaceChildren(option('', 'other\u2026'), option('drop', 'drop the row'), ...classes.map(name => option(name, name)));
      other.value = current();
    };
    const current = () => /^(take|keep)?$/.test(decided.get(row)) ? '' : decided.get(row);
    for (const event of ['focus', 'pointerdown']) other.addEventListener(event, fill, {once: true});
    function show() {
      const word = decided.get(row);
      take.setAttribute('aria-pressed', String(word === 'take'));
      keep.setAttribute('aria-pressed', String(word === 'keep'));
      if (!other.options.length || ![...other.options].some(option => option.value === current())) {
        other.replaceChildren(option('', 'other\u2026'), ...(current() ? [option(current(), current() === 'drop' ? 'drop the row' : current())] : []));
      }
      other.value = current();
      other.classList.toggle('chosen', current() !== '');
      tr.classList.toggle('decided', word !== '');
      tally();
    }
    const cell = make('td', {class: 'decide'}, make('div', {class: 'choices'}, take, keep, other));
    show();
    return cell;
  }

  function tally() {
    made.textContent = count(decided.size()) + ' of ' + count(all.length) + ' decided'
      + (decided.kept ? ', kept in this browser.' : '; this browser keeps nothing, so download before you leave.');
    save.disabled = decided.size() === 0;
    clear.disabled = decided.size() === 0;
  }

  // The columns of review.csv that the page knows.
  function review() {
    const quoted = text => /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
    const names = ['row', ...(named ? ['id'] : []), ...(worded ? ['text'] : []), 'given', 'suggested', 'p_wrong', 'confidence', 'rank', 'decision'];
    const lines = all.map(issue => [issue[ROW], ...(named ? [value(issue, ID)] : []), ...(worded ? [value(issue, TEXT)] : []),
      value(issue, GIVEN), value(issue, SUGGESTED), issue[WRONG], issue[CONFIDENCE], issue[RANK], decided.get(issue[ROW])]);
    return [names, ...lines].map(line => line.map(field => quoted(String(field))).join(',') + '\n').join('');
  }

  function download() {
    const url = URL.createObjectURL(new Blob([review()], {type: 'text/csv;charset=utf-8'}));
    make('a', {href: url, download: 'review.csv'}).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    const from = page * PAGE;
    body.replaceChildren(...found.slice(from, from + PAGE).map(line));
    status.textContent = found.length === 0 ? 'Nothing matches.'
      : count(from + 1) + ' to ' + count(Math.min(from + PAGE, found.length)) + ' of ' + count(found.length)
        + (found.length < all.length ? ' (' + count(all.length) + ' in all)' : '');
    back.disabled = page === 0;
    forth.disabled = page === pages - 1;
  }

  const made = make('span', {role: 'status'});
  const save = make('button', {type: 'button', class: 'main', onclick: download}, 'Download review.csv');
  const clear = make('button', {type: 'button', onclick: () => {
    if (confirm('Forget all decisions made on this page?')) { decided.clear(); draw(); tally(); }
  }}, 'Clear');
  let timer = 0;
  search.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(select, 120); });
  filter.addEventListener('change', select);
  mount.append(
    make('div', {class: 'tools'}, make('label', {class: 'grow', for: 'issue-search'}, 'Search', search),
      make('label', {for: 'issue-class'}, 'Class (given or suggested)', filter)),
    make('div', {class: 'scroll'}, make('table', {class: 'cards'}, make('thead', {}, head), body)),
    make('div', {class: 'pager'}, back, forth, status), ...(decided ? [make('div', {class: 'pager saving'}, save, clear, made)] : []));
  draw();
  if (decided) tally();
}

// Decisions by row, kept in this browser under a key of what is decided about, where it keeps anything.
function decisions(listed) {
  let hash = 0xcbf29ce484222325n;
  for (const c of JSON.stringify(listed)) hash = BigInt.asUintN(64, (hash ^ BigInt(c.codePointAt(0))) * 0x100000001b3n);
  const key = 'rectify-decisions-' + hash.toString(16);
  let made = new Map();
  const store = {
    kept: true,
    get: row => made.get(row) || '',
    set(row, word) { if (word) made.set(row, word); else made.delete(row); write(); },
    clear() { made = new Map(); write(); },
    size: () => made.size
  };
  function write() {
    try { localStorage.setItem(key, JSON.stringify([...made])); } catch (e) { store.kept = false; }
  }
  try {
    const rows = new Set(listed.map(line => line[0]));
    const known = JSON.parse(localStorage.getItem(key) || '[]');
    made = new Map(known.filter(line => rows.has(line[0]) && typeof line[1] === 'string'));
    write();
  } catch (e) { store.kept = false; }
  return store;
}
const mount = document.getElementById('issues-live');
if (mount) issues(mount);

// ---- Charts.

const LIGHT = {fg: '#1b1f24', muted: '#525c67', line: '#d3d9df', bg: '#ffffff', panel: '#f5f7f9', diagonal: '#e3e6ea',
  heat: ['#f3f7fc', '#a9cbe9', '#3b86c4', '#0a3d70'], series: ['#0b5cad', '#b3470b', '#2e7d32', '#7b3fa0', '#5f6b76', '#a8246b']};
const DARK = {fg: '#e6e8eb', muted: '#a3adb8', line: '#39424c', bg: '#14171b', panel: '#1d2228', diagonal: '#4a535d',
  heat: ['#1a222b', '#1f4e79', '#4796d6', '#d4e9ff'], series: ['#79b8ff', '#ffa366', '#85d48c', '#d3a8f7', '#b0bac5', '#ff9bcb']};
const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3], [2, 2], [12, 3]];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin'];
const ruler = document.createElement('canvas').getContext('2d');
// Names often begin alike and differ at the end, so the middle gives way.
function shortened(text, width, size) {
  ruler.font = size + 'px ' + getComputedStyle(root).fontFamily;
  const points = [...oneLine(text)];
  const cut = room => {
    const tail = Math.floor((room - 1) / 2);
    return points.slice(0, room - 1 - tail).join('') + '\u2026' + points.slice(points.length - tail).join('');
  };
  if (ruler.measureText(points.join('')).width <= width) return points.join('');
  let least = 3, most = points.length;
  while (least < most) {
    const room = Math.ceil((least + most) / 2);
    if (ruler.measureText(cut(room)).width <= width) least = room; else most = room - 1;
  }
  return cut(least);
}
const tip = (title, ...lines) => make('div', {class: 'tip'}, make('b', {}, oneLine(title)),
  ...lines.map(text => make('div', {}, oneLine(text))));
const power = value => value >= 1e5 || value < 1e-3 ? value.toExponential(0) : String(+value.toPrecision(3));

function frame(colours, more) {
  return Object.assign({
    animation: false,
    backgroundColor: 'transparent',
    color: colours.series,
    textStyle: {color: colours.fg, fontFamily: getComputedStyle(root).fontFamily},
    tooltip: {confine: true, backgroundColor: colours.panel, borderColor: colours.line, textStyle: {color: colours.fg}},
    legend: {type: 'scroll', top: 0, left: 0, right: 0, itemWidth: 34, textStyle: {color: colours.fg}, formatter: oneLine,
      pageTextStyle: {color: colours.fg}, pageIconColor: colours.fg, pageIconInactiveColor: colours.line}
  }, more);
}
function axis(colours, more) {
  return Object.assign({
    nameLocation: 'middle', nameGap: 30, nameTextStyle: {color: colours.muted},
    axisLine: {show: true, lineStyle: {color: colours.muted}},
    splitLine: {lineStyle: {color: colours.line}}, minorTick: {show: false},
  }, more, {axisLabel: Object.assign({color: colours.muted, hideOverlap: true}, more.axisLabel)});
}
const shares = {formatter: value => +(100 * value).toFixed(2) + ' %'};

const draw = {
  noise(colours, width, node) {
    const {names, cells} = data.noise, n = names.length, narrow = width < 560;
    const longest = Math.min(narrow ? 90 : 150, 8 + Math.max(...names.map(name => 7 * [...oneLine(name)].length)));
    const zoom = n > 30 && !printing, side = zoom ? 50 : 12;
    const fit = Math.floor((width - longest - side - 34) / n);
    const cell = Math.max(printing ? 8 : 17, Math.min(n < 6 ? 92 : n < 13 ? 60 : 44, fit));
    const upright = longest > cell, size = Math.min(11, cell);
    const foot = (upright ? longest : 22) + (zoom ? 70 : 40);
    const label = {interval: 0, hideOverlap: false, fontSize: size, color: colours.fg};
    const category = more => axis(colours, Object.assign({type: 'category', data: names.map((_, i) => i),
      splitLine: {show: false}, splitArea: {show: false}, axisTick: {show: false}}, more));
    const named = width => ({formatter: index => shortened(names[index], width, size)});
    const across = upright ? longest : cell - 4;
    const wrong = cells.filter(c => c[0] !== c[1]), right = cells.filter(c => c[0] === c[1]);
    const most = Math.max(...wrong.map(c => c[2]), 1e-9);
    const figures = cell >= 34;
    const series = (points, text) => ({type: 'heatmap', data: points.map(c => [c[1], c[0], c[2]]),
      label: {show: figures, fontSize: 11, color: text, formatter: p => { const text = percent(p.value[2], cell < 40 ? 0 : 1); return text[0] === '<' ? '' : text; }},
      itemStyle: {borderColor: colours.bg, borderWidth: 1}, emphasis: {itemStyle: {borderColor: colours.fg}}});
    const dark = point => (point[2] > most * .5) === (colours === LIGHT);
    const off = series(wrong, colours.fg);
    off.data = wrong.map(c => ({value: [c[1], c[0], c[2]],
      label: {color: dark(c) ? '#ffffff' : colours === LIGHT || c[2] > most * .5 ? '#10151a' : colours.fg}}));
    return {
      width: longest + side + 34 + n * cell, height: 62 + n * cell + foot,
      option: frame(colours, {
        legend: undefined,
        grid: {left: longest + 26, top: 50, width: n * cell, height: n * cell},
        tooltip: {confine: true, backgroundColor: colours.panel, borderColor: colours.line,
          position: (point, params, dom, rect, size) => {
            const view = node.parentNode, [wide, high] = size.contentSize;
            const left = Math.min(point[0] + 14, view.scrollLeft + view.clientWidth - wide - 4);
            return [Math.max(view.scrollLeft, left), Math.max(0, Math.min(point[1] + 14, size.viewSize[1] - high))];
          },
          formatter: p => tip(percent(p.value[2], 2) + ' of rows that are truly', names[p.value[1]],
            p.value[0] === p.value[1] ? 'have the right label' : 'were given ' + names[p.value[0]])},
        xAxis: category({name: 'given label', nameGap: upright ? longest + 14 : 26,
          axisLabel: Object.assign({}, label, named(across), {rotate: upright ? 90 : 0})}),
        yAxis: category({name: 'true class', inverse: true, nameGap: longest + 10, axisLabel: Object.assign({}, label, named(longest))}),
        dataZoom: zoom ? [
          {type: 'slider', xAxisIndex: 0, bottom: 8, height: 18, showDetail: false, filterMode: 'weakFilter',
            borderColor: colours.line, brushSelect: false},
          {type: 'slider', yAxisIndex: 0, left: longest + 26 + n * cell + 12, width: 18, showDetail: false,
            filterMode: 'weakFilter', borderColor: colours.line, brushSelect: false}] : undefined,
        visualMap: [
          {seriesIndex: 0, min: 0, max: most, orient: 'horizontal', left: 8, top: 0, itemHeight: 120, calculable: false, hoverLink: false,
            precision: 4, formatter: value => percent(value), text: [percent(most), '0 %'],
            textStyle: {color: colours.muted}, inRange: {color: colours.heat}},
          {seriesIndex: 1, show: false, min: 0, max: 1, inRange: {color: [colours.diagonal, colours.diagonal]}}],
        series: [off, series(right, colours.fg)]})
    };
  },

  reliability(colours, width) {
    const {before, after, labels} = data.reliability;
    const size = Math.min(width, 560);
    const most = Math.max(...before.bins.concat(after.bins).map(bin => bin[2]), 1);
    const line = (name, curve, i) => ({name: name + ' (ECE ' + percent(curve.ece) + ')', type: 'line', data: curve.bins,
      lineStyle: {type: DASHES[1 - i], width: 2}, symbol: SYMBOLS[i],
      symbolSize: value => 5 + 13 * Math.sqrt(value[2] / most)});
    const share = name => axis(colours, {type: 'value', min: 0, max: 1, name, axisLabel: shares});
    return {
      width: size, height: size * .85 + 40,
      option: frame(colours, {
        grid: {left: 62, right: 16, top: 62, bottom: 48},
        legend: {orient: 'vertical', top: 0, left: 0, itemWidth: 34, textStyle: {color: colours.fg}},
        tooltip: {confine: true, backgroundColor: colours.panel, borderColor: colours.line, formatter: p => p.value.length < 3
          ? tip('Confidence equals accuracy')
          : tip(p.seriesName, 'confidence ' + percent(p.value[0]), 'right ' + percent(p.value[1]), count(p.value[2]) + ' rows')},
        xAxis: share('confidence'),
        yAxis: Object.assign(share('agreement with ' + oneLine(labels)), {nameGap: 44}),
        series: [line('before scaling', before, 0), line('after scaling', after, 1),
          {type: 'line', data: [[0, 0], [1, 1]], symbol: 'none', silent: true,
            lineStyle: {color: colours.muted, width: 1}}]})
    };
  },

  rounds(colours, width) {
    const {names, agreement, truth, test} = data.rounds;
    const lines = [['agreement with given labels', agreement], ['accuracy on true labels', truth], ['test accuracy', test]];
    return {
      height: 330,
      option: frame(colours, {
        grid: {left: 62, right: 20, top: width < 560 ? 86 : 46, bottom: 40},
        legend: {orient: width < 560 ? 'vertical' : 'horizontal', top: 0, left: 0, itemWidth: 34, textStyle: {color: colours.fg}},
        tooltip: {trigger: 'axis', confine: true, backgroundColor: colours.panel, borderColor: colours.line,
          formatter: points => tip(names[points[0].dataIndex], ...points.filter(p => p.value !== null && p.value !== undefined)
            .map(p => p.seriesName + ': ' + percent(p.value, 2)))},
        xAxis: axis(colours, {type: 'category', data: names.map((_, i) => i), boundaryGap: names.length < 2,
          axisLabel: {formatter: index => shortened(names[index], Math.max(60, (width - 80) / names.length - 8), 12),
            alignMinLabel: 'left', alignMaxLabel: 'right'}}),
        yAxis: axis(colours, {type: 'value', scale: true, max: value => value.max > .96 ? 1 : null, axisLabel: shares}),
        series: lines.map(([name, values], i) => ({name, type: 'line', data: values, connectNulls: false,
          symbol: SYMBOLS[i], symbolSize: 8, lineStyle: {type: DASHES[i], width: 2}}))
          .filter(line => line.data.some(value => value !== null))})
    };
  },

  spectrum(colours, width) {
    const {eigenvalues, filters} = data.spectrum, two = filters.length > 0;
    const index = (grid, name) => axis(colours, {type: 'log', gridIndex: grid, name, min: 1, max: Math.max(eigenvalues.length, 2),
      axisLabel: {formatter: power}});
    const top = two ? 70 : 24;
    const line = (name, values, axes, i) => Object.assign({name, type: 'line', showSymbol: false, xAxisIndex: axes, yAxisIndex: axes,
      data: values.map((value, k) => [k + 1, value]).filter(point => axes || point[1] > 0),
      lineStyle: {width: 2, type: DASHES[i % DASHES.length]}}, axes ? {} : {color: colours.fg});
    return {
      height: two ? 560 : 320,
      option: frame(colours, {
        grid: two ? [{left: 68, right: 20, top, height: 180}, {left: 68, right: 20, top: top + 230, height: 190}]
          : [{left: 68, right: 20, top, bottom: 48}],
        legend: {type: 'scroll', top: 0, left: 0, right: 0, itemWidth: 34, textStyle: {color: colours.fg}, formatter: oneLine,
          data: filters.map(filter => filter.name), pageTextStyle: {color: colours.fg}, pageIconColor: colours.fg},
        axisPointer: {link: [{xAxisIndex: 'all'}]},
        tooltip: {trigger: 'axis', confine: true, backgroundColor: colours.panel, borderColor: colours.line,
          formatter: points => { const k = points[0].value[0] - 1;
            return tip('Direction ' + (k + 1), 'eigenvalue ' + eigenvalues[k].toPrecision(4),
              ...filters.map(filter => filter.name + ' keeps ' + percent(filter.kept[k]))); }},
        xAxis: two ? [index(0, ''), index(1, 'direction, largest eigenvalue first')] : [index(0, 'direction, largest eigenvalue first')],
        yAxis: [axis(colours, {type: 'log', name: 'eigenvalue', nameGap: 50, axisLabel: {formatter: power}})].concat(two
          ? [axis(colours, {type: 'value', gridIndex: 1, min: 0, max: 1, name: 'share kept', nameGap: 50, axisLabel: shares})] : []),
        series: [line('eigenvalue', eigenvalues, 0, 0)].concat(filters.map((filter, i) => line(filter.name, filter.kept, 1, i)))})
    };
  },

  histogram(colours, width) {
    const {edges, flagged, unflagged} = data.histogram;
    const tallest = values => Math.max(...values, 0);
    const few = Math.min(...[flagged, unflagged].map(tallest).filter(value => value > 0), Infinity);
    const log = tallest(flagged.concat(unflagged)) > 20 * few;
    const edge = value => +(100 * value).toFixed(1);
    const bar = (name, values) => ({name, type: 'bar', barGap: '0%', barCategoryGap: '15%', data: values.map(value => value || null)});
    return {
      height: 320,
      option: frame(colours, {
        grid: {left: 70, right: 16, top: 36, bottom: 48},
        tooltip: {trigger: 'axis', axisPointer: {type: 'shadow'}, confine: true, backgroundColor: colours.panel,
          borderColor: colours.line, formatter: points => { const k = points[0].dataIndex;
            return tip(edge(edges[k]) + ' to ' + edge(edges[k + 1]) + ' %', 'flagged: ' + count(flagged[k]),
              'not flagged: ' + count(unflagged[k])); }},
        xAxis: axis(colours, {type: 'category', name: 'probability that the label is wrong', data: flagged.map((_, k) => k),
          axisLabel: {formatter: k => edge(edges[k]) + '\u2013' + edge(edges[+k + 1]) + ' %'}, splitLine: {show: false}}),
        yAxis: axis(colours, {type: log ? 'log' : 'value', name: log ? 'rows (log scale)' : 'rows', nameGap: 52,
          min: log ? .5 : 0, minInterval: 1, axisLabel: {formatter: value => value < 1 ? '' : count(value)}}),
        series: [bar('not flagged', unflagged), bar('flagged', flagged)]})
    };
  },

  levels(colours) {
    const {levels, shares: line, lows, highs} = data.levels;
    const band = (values, style) => ({type: 'line', data: values, stack: 'interval', silent: true, symbol: 'none',
      lineStyle: {opacity: 0}, areaStyle: style, tooltip: {show: false}});
    return {
      height: 260,
      option: frame(colours, {
        legend: undefined,
        grid: {left: 62, right: 20, top: 16, bottom: 48},
        tooltip: {trigger: 'axis', confine: true, backgroundColor: colours.panel, borderColor: colours.line,
          formatter: points => { const k = points[0].dataIndex;
            return tip('More suspicious than ' + percent(levels[k], 0) + ' of decoys', percent(line[k]) + ' wrong',
              percent(lows[k]) + ' to ' + percent(highs[k])); }},
        xAxis: axis(colours, {type: 'category', boundaryGap: false, data: levels, name: 'share of decoys that look less suspicious', axisLabel: shares}),
        yAxis: axis(colours, {type: 'value', min: 0, name: 'labels wrong', nameGap: 46, axisLabel: shares}),
        series: [band(lows), band(highs.map((high, k) => high - lows[k]), {color: colours.series[0], opacity: .22}),
          {type: 'line', data: line, symbol: SYMBOLS[0], symbolSize: 7, color: colours.series[0], lineStyle: {width: 2}}]})
    };
  }
};

const darkly = matchMedia('(prefers-color-scheme: dark)');
const charts = [];
let printing = false;
function render(entry, colours, width) {
  const plan = draw[entry.name](colours, width, entry.node);
  entry.node.style.width = (plan.width || width) + 'px';
  entry.node.style.height = plan.height + 'px';
  entry.chart.resize();
  entry.chart.setOption(plan.option, true);
  entry.width = width;
}
function renderAll(colours, width) {
  for (const entry of charts) render(entry, colours, width || entry.node.parentNode.clientWidth);
}
const current = () => darkly.matches ? DARK : LIGHT;
for (const node of document.querySelectorAll('.chart')) {
  charts.push({name: node.dataset.chart, node, chart: echarts.init(node)});
}
renderAll(current());
darkly.addEventListener('change', () => renderAll(current()));
new ResizeObserver(() => {
  for (const entry of charts) {
    const width = entry.node.parentNode.clientWidth;
    if (!printing && width && width !== entry.width) render(entry, current(), width);
  }
}).observe(document.body);

addEventListener('beforeprint', () => { printing = true; renderAll(LIGHT, 660); });
addEventListener('afterprint', () => { printing = false; renderAll(current()); });
})();
