-- AlterTable
ALTER TABLE "LabHost" ADD COLUMN "agentVersion" TEXT NOT NULL DEFAULT '2022.1';
