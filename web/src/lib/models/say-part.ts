import type { CarPart } from '$shared/contracts/lineage.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayPart = (part: CarPart): string =>
  ({ learned: m.part_learned, held_out: m.part_held_out, excluded: m.part_excluded })[part]();
