import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLink, pageAddress, parseLink, sameChannel } from '../src/link';

const key = 'AbMJWQ1W4srFIARowgagmZLKez8lqw1-JgOvufnBbnvV8F-Q';

test('a link is read', () => {
  const link = parseLink(` throng:${key}?t=203.0.113.7:7400&t=[2001:db8::1]:7400\n`);
  assert.deepEqual(link.trackers, ['203.0.113.7:7400', '[2001:db8::1]:7400']);
  assert.equal(pageAddress(link), `http://203.0.113.7:7400/#throng:${key}?t=203.0.113.7:7400&t=[2001:db8::1]:7400`);
  assert.deepEqual(parseLink(`throng:${key}`).trackers, []);
  assert.equal(pageAddress(parseLink(`throng:${key}`)), '');
});

test('what later versions add is left alone', () => {
  assert.equal(parseLink(`throng:${key}?name=News&t=tracker.example:7000&x`).text, `throng:${key}?name=News&t=tracker.example:7000&x`);
});

test('a link is found in the address of a page', () => {
  const link = `throng:${key}?t=tracker.example:7400`;
  assert.equal(findLink(`http://tracker.example:7400/#${link}`), link);
  assert.equal(findLink(`https://example.org/watch#${encodeURIComponent(link)}`), link);
  assert.equal(findLink(`https://example.org/watch#throng:${encodeURIComponent(link.slice(7))}`), link);
});

test('links of one channel may name other trackers', () => {
  assert.ok(sameChannel(`throng:${key}?t=a:1`, `throng:${key}`));
  assert.ok(!sameChannel(`throng:${key}`, `throng:${key.replace('A', 'B')}`));
});

test('what is wrong is said', () => {
  const wrong: [string, RegExp][] = [
    ['', /no link yet/],
    ['http://example.org/', /begins with “throng:”/],
    [`throng:${key.slice(0, 47)}`, /47 characters long instead of 48/],
    [`throng:${key}${key}`, /96 characters long/],
    [`throng:${key.replace('W', '!')}`, /do not belong there/],
    [`throng:${key.replace('M', 'N')}`, /changed on its way/],
    [`throng:${key}?t=tracker`, /no host with a port/],
    [`throng:${key}?t=tracker:0`, /no host with a port/],
    [`throng:${key}?t=tracker:65536`, /no host with a port/],
    [`throng:${key}?t=a/b:1`, /no host with a port/],
    [`throng:${key}?${'t=a:1&'.repeat(9)}`, /more than 8 trackers/],
    [`throng:${key}?x=${'y'.repeat(2048)}`, /longer than 2048/],
  ];
  for (const [text, message] of wrong) assert.throws(() => parseLink(text), message, text);
});

test('every changed character is noticed', () => {
  for (let i = 0; i < key.length; i++) {
    const other = key[i] === 'A' ? 'B' : 'A';
    assert.throws(() => parseLink(`throng:${key.slice(0, i)}${other}${key.slice(i + 1)}`), `character ${i}`);
  }
});
