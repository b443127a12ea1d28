/** Who a guide is for. */
export const USERS = ['operator', 'quality-engineer', 'data-engineer', 'integrator'] as const;
export type User = (typeof USERS)[number];

export const isUser = (name: string): name is User => (USERS as readonly string[]).includes(name);
