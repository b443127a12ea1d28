import { expect, test } from 'vitest';
import { pageWith } from './web.ts';

test('the settings stand in the page, and nothing in them ends their element', () => {
  const page = pageWith({ apiUrl: 'http://a/</script>$&' }, '<head><!-- config.json --></head>');
  const text = /^<head><script id="config" type="application\/json">(.*)<\/script><\/head>$/.exec(page)?.[1];
  expect(text).not.toContain('<');
  expect(JSON.parse(text ?? '')).toEqual({ apiUrl: 'http://a/</script>$&' });
});

test('a page without a place for them is refused', () =>
  expect(() => pageWith({}, '<head></head>')).toThrow('no place for its settings'));
