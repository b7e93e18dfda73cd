-- AlterTable
ALTER TABLE "MemberContact" ADD COLUMN "epoch" REAL NOT NULL DEFAULT 0;
