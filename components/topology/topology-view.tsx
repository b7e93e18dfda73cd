'use client';
import { useState } from 'react';
import type { Topology } from '@/lib/contract/topology.ts';
import { itemsOf } from './items.ts';
import { layOut, WIDTH_MIN } from './layout.ts';
import { TopologyDetails } from './topology-details.tsx';
import { TopologyList } from './topology-list.tsx';
import { TopologyPicture } from './topology-picture.tsx';

/** The picture where it has room, and else the list; both say the same. */
export function TopologyView({ topology }: { topology: Topology }) {
  const [openKey, setOpenKey] = useState<string | null>(null);
  const open = openKey === null ? undefined : itemsOf(layOut(topology, WIDTH_MIN)).find(({ key }) => key === openKey);
  return (
    <div className="@container">
      <div className="hidden @min-[640px]:block">
        <TopologyPicture topology={topology} onOpen={({ key }) => setOpenKey(key)} />
      </div>
      <div className="@min-[640px]:hidden">
        <TopologyList topology={topology} />
      </div>
      {open && <TopologyDetails topology={topology} item={open} onClose={() => setOpenKey(null)} />}
    </div>
  );
}
