import { expect, it } from 'vitest';
import { toMarkdown } from './markdown.ts';

it('writes headings, paragraphs, facts, lists and tables', () => {
  const text = toMarkdown({
    title: 'Model card: first',
    subtitle: 'As of today',
    sections: [
      { id: 'data', title: 'Data', blocks: [{ kind: 'facts', rows: [['Cars', '1,200']] }] },
      {
        id: 'metrics',
        title: 'Metrics',
        blocks: [
          { kind: 'text', text: 'On the holdout.' },
          { kind: 'table', head: ['Metric', 'Value'], rows: [['Precision', '12.5%']], numbers: [1] },
          { kind: 'list', items: ['one', 'two'] },
        ],
      },
    ],
  });
  expect(text).toBe(`# Model card: first

As of today

## Data

- **Cars:** 1,200

## Metrics

On the holdout.

| Metric | Value |
| --- | ---: |
| Precision | 12.5% |

- one
- two
`);
});

it('takes nothing that a person wrote for markup', () => {
  const text = toMarkdown({
    title: '<script>',
    subtitle: '1. no list',
    sections: [
      {
        id: 'a',
        title: '#1',
        blocks: [
          { kind: 'table', head: ['a|b'], rows: [['two\nlines [x](y) *z* snake_case']], numbers: [] },
          { kind: 'text', text: '- no list' },
        ],
      },
    ],
  });
  expect(text).toBe(`# \\<script\\>

1\\. no list

## \\#1

| a\\|b |
| --- |
| two lines \\[x\\](y) \\*z\\* snake\\_case |

\\- no list
`);
});
