import type { CellOffset, FilePath } from '../ground/brand.ts';
import { SecurityCheck } from './check/check-security.ts';
import { TreeCheck } from './check/check-tree.ts';
import { Claims } from './check/claims.ts';
import { Findings } from './check/findings.ts';
import { CellMap, scanHiveBins } from './check/scan-bins.ts';
import { HiveImage } from './hive-image.ts';
import { checkBaseBlock, type HiveReport } from './hive-scan.ts';
import { BASE_BLOCK_SIZE } from './structures/base-block.ts';
import { CELL_HEADER_SIZE, fileOffset } from './structures/cell.ts';
import { KeyNode } from './structures/key-node.ts';

export type { FindingCode, HiveFinding, Severity } from './check/findings.ts';

/**
 * Checks every hive bin and cell, the tree of keys, and who refers to which cell.
 * No `damage` means: every reference leads to an allocated cell that holds what it should, and every cell belongs to at
 * most one owner, key security items excepted.
 * @param bytes a whole primary file; only read.
 * @throws HiveError as HiveReader does, where the base block makes no sense.
 */
export function checkHive(bytes: Uint8Array, file: FilePath): HiveReport {
  const image = new HiveImage(bytes, file);
  const findings = new Findings();
  checkBaseBlock(bytes, bytes.length, file, findings);
  const allocated = new CellMap(image.baseBlock.hiveBinsDataSize);
  const cells = scanHiveBins(image.view, image.end, findings, { allocated });
  const claims = new Claims(image, allocated, findings);
  const security = new SecurityCheck(image, claims, findings);
  const root = image.baseBlock.rootCellOffset | 0;
  new TreeCheck(image, claims, security, findings).run(root);
  security.finish(rootSecurity(image, root));
  claims.unclaimed((cell) =>
    findings.add('unreferenced-cell', cell + BASE_BLOCK_SIZE, 'cell', 'a reference', 'none'),
  );
  return { findings: findings.kept, damage: findings.damage, oddities: findings.oddities, cells };
}

/** The root's key security offset, signed as it was read; -1 when there is no root. */
function rootSecurity(image: HiveImage, root: number): number {
  const at = fileOffset(root as CellOffset) + CELL_HEADER_SIZE;
  return root >= 0 && at + KeyNode.size <= image.end
    ? image.view.getInt32(at + KeyNode.at.security, true)
    : -1;
}
