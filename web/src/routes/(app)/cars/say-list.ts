import type { CAR_ANSWERS, CAR_OUTCOMES } from '$shared/contracts/cars.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayListOutcome = (outcome: (typeof CAR_OUTCOMES)[number]): string =>
  ({
    failed: m.car_road_test_failed,
    passed: m.car_road_test_passed,
    unknown: m.car_road_test_unknown,
    untested: m.car_list_untested,
  })[outcome]();

export const sayListAnswer = (answer: (typeof CAR_ANSWERS)[number]): string =>
  ({ long: m.decision_long, short: m.decision_short, none: m.car_list_no_answer })[answer]();
