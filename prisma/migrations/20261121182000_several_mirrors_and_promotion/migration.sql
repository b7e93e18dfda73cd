-- AlterTable
ALTER TABLE "MirrorMembership" ADD COLUMN "dejournalFilter" TEXT;
ALTER TABLE "MirrorMembership" ADD COLUMN "promotion" TEXT;

-- CreateTable
CREATE TABLE "PendingNameUpdate" (
    "memberGuid" TEXT NOT NULL PRIMARY KEY,
    "memberName" TEXT NOT NULL,
    "distinguishedName" TEXT NOT NULL,
    "requestedAt" DATETIME NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_LabInstance" (
    "hostName" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "wanted" BOOLEAN NOT NULL,
    "version" TEXT NOT NULL DEFAULT '2022.1',

    PRIMARY KEY ("hostName", "name"),
    CONSTRAINT "LabInstance_hostName_fkey" FOREIGN KEY ("hostName") REFERENCES "LabHost" ("name") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_LabInstance" ("hostName", "name", "position", "wanted") SELECT "hostName", "name", "position", "wanted" FROM "LabInstance";
DROP TABLE "LabInstance";
ALTER TABLE "new_LabInstance" RENAME TO "LabInstance";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "MirrorMembership_mirrorName_key" ON "MirrorMembership"("mirrorName");


