import type { CalendarEvent } from '$lib/data/monitoring.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayEventKind = (kind: CalendarEvent['kind']): string =>
  ({
    model_year: m.calendar_kind_model_year,
    supplier: m.calendar_kind_supplier,
    shutdown: m.calendar_kind_shutdown,
    other: m.calendar_kind_other,
  })[kind]();
