'use client';
import { useState } from 'react';
import type { Topology } from '@/lib/contract/topology.ts';
import { itemsOf } from './items.ts';
import { layOut, WIDTH_MIN } from './layout.ts';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { TopologyDetails } from './topology-details.tsx';
import { TopologyList } from './topology-list.tsx';
import { MATRIX_FROM, TopologyMatrix } from './topology-matrix.tsx';
import { TopologyPicture } from './topology-picture.tsx';

/** The picture where it has room, and else the list; both say the same. Of many members the picture gives way to a matrix when asked. */
export function TopologyView({ topology }: { topology: Topology }) {
  const t = useTranslations('topology');
  const [isMatrix, setMatrix] = useState(false);
  const [openKey, setOpenKey] = useState<string | null>(null);
  const open = openKey === null ? undefined : itemsOf(layOut(topology, WIDTH_MIN)).find(({ key }) => key === openKey);
  const hasMatrix = topology.members.length >= MATRIX_FROM;
  return (
    <div className="@container">
      <div className="hidden @min-[640px]:block">
        {hasMatrix && (
          <Button size="small" className="mb-2" onClick={() => setMatrix(!isMatrix)}>
            {t(isMatrix ? 'asPicture' : 'asMatrix')}
          </Button>
        )}
        {hasMatrix && isMatrix ? (
          <TopologyMatrix topology={topology} />
        ) : (
          <TopologyPicture topology={topology} onOpen={({ key }) => setOpenKey(key)} />
        )}
      </div>
      <div className="@min-[640px]:hidden">
        <TopologyList topology={topology} />
      </div>
      {open && <TopologyDetails topology={topology} item={open} onClose={() => setOpenKey(null)} />}
    </div>
  );
}
