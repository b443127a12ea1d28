import { parseArgs } from 'node:util';
import { z } from 'zod';
import { DEMO, generateDemoPlant } from './index.ts';

/** `node tools/demo-plant/main.ts --out DIR [--cars N] [--months N] [--seed N] [--change-month N] [--from YYYY-MM-DD]` */
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    cars: { type: 'string' },
    months: { type: 'string' },
    seed: { type: 'string' },
    'change-month': { type: 'string' },
    from: { type: 'string' },
  },
});
const count = z.coerce.number().int().positive();
const options = z
  .object({
    outDir: z.string({ error: '--out says where the files go' }),
    cars: count.default(DEMO.cars),
    months: count.default(DEMO.months),
    seed: count.default(DEMO.seed),
    changeMonth: count.default(DEMO.changeMonth),
    from: z.iso.date().default(DEMO.from),
  })
  .parse({
    outDir: values.out,
    cars: values.cars,
    months: values.months,
    seed: values.seed,
    changeMonth: values['change-month'],
    from: values.from,
  });
const planted = await generateDemoPlant(options);
console.log(JSON.stringify(planted, null, 2));
