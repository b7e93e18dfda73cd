import { mirrorStatusResponse } from '@/lib/portal/mirror-status.ts';
import type { InstanceParams } from '@/lib/portal/target-of.ts';

export const GET = async (_request: Request, { params }: InstanceParams) => mirrorStatusResponse(await params);
