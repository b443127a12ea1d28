import { z } from 'zod';
import type { DateOrder } from '$shared/contracts/datasets.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

const act = async (name: string, args: Record<string, unknown>): Promise<void> => {
  await rest(session.client.rpc(name, args), z.unknown());
};

/** Ends a load that waits, asks or runs; nothing of it stays in the tables. @throws Failure dataset_state */
export const cancelDataset = (id: number) => act('cancel_dataset', { dataset_id: id });

/** Loads a file again that failed, was cancelled or was removed. @throws Failure dataset_state, upload_gone */
export const retryDataset = (id: number) => act('retry_dataset', { dataset_id: id });

/** Takes its facts out of the tables. @throws Failure dataset_state */
export const removeDataset = (id: number) => act('remove_dataset', { dataset_id: id });

/** Lets its cars be learned from. @throws Failure dataset_state */
export const acceptDataset = (id: number) => act('accept_dataset', { dataset_id: id });

/** Says which number of 3/4/2024 is the day; `remember` for all files to come. @throws Failure dataset_state */
export const answerDates = (id: number, dateOrder: DateOrder, remember: boolean) =>
  act('answer_dataset', { dataset_id: id, answers: { dateOrder }, remember });
