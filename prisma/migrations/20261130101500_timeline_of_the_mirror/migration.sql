-- AlterTable
ALTER TABLE "Event" ADD COLUMN "memberGuid" TEXT;
ALTER TABLE "Event" ADD COLUMN "memberName" TEXT;
ALTER TABLE "Event" ADD COLUMN "mirrorGuid" TEXT;
ALTER TABLE "Event" ADD COLUMN "sequence" INTEGER;
ALTER TABLE "Event" ADD COLUMN "takeover" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Event_mirrorGuid_memberGuid_sequence_key" ON "Event"("mirrorGuid", "memberGuid", "sequence");
