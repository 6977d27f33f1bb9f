import type { Hivex } from '../../src/hivex/load.ts';
import { freshHivex } from '../hivex/hives.ts';

/** One instance per call: tests do not share a mounted hive. */
export const testHivex = async (): Promise<Hivex> => freshHivex();
