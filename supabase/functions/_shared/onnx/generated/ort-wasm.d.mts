export const packed: string;
