-- CreateTable
CREATE TABLE "MemberContact" (
    "memberGuid" TEXT NOT NULL PRIMARY KEY,
    "disconnectedAt" DATETIME,
    "receivedFileCount" INTEGER NOT NULL,
    "receivedOffset" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "JournalSettings" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "fileMegabytes" INTEGER NOT NULL,
    "prefix" TEXT NOT NULL,
    "purgeAfterDays" INTEGER,
    "purgeAfterBackups" INTEGER,
    "freezeOnError" BOOLEAN NOT NULL
);

-- CreateTable
CREATE TABLE "Namespace" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "globalsDatabase" TEXT NOT NULL,
    "routinesDatabase" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "NamespaceMapping" (
    "namespaceName" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "pattern" TEXT NOT NULL,
    "database" TEXT NOT NULL,

    PRIMARY KEY ("namespaceName", "kind", "pattern"),
    CONSTRAINT "NamespaceMapping_namespaceName_fkey" FOREIGN KEY ("namespaceName") REFERENCES "Namespace" ("name") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "BackupListEntry" (
    "databaseName" TEXT NOT NULL PRIMARY KEY
);

-- CreateTable
CREATE TABLE "BackupTask" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "description" TEXT NOT NULL,
    "device" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "BackupRun" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "task" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "status" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "logFile" TEXT NOT NULL,
    "databases" TEXT NOT NULL,
    "journalFile" TEXT NOT NULL,
    "reason" TEXT
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Database" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "directory" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "journal" BOOLEAN NOT NULL,
    "isSystem" BOOLEAN NOT NULL,
    "mountedReadOnly" BOOLEAN NOT NULL,
    "maximumSizeMb" INTEGER NOT NULL DEFAULT 0,
    "mountRequired" BOOLEAN NOT NULL DEFAULT false,
    "dismounted" BOOLEAN NOT NULL DEFAULT false,
    "mirrorName" TEXT,
    "mirrorDatabaseName" TEXT,
    "mirrorDatabaseGuid" TEXT
);
INSERT INTO "new_Database" ("directory", "isSystem", "journal", "mirrorDatabaseGuid", "mirrorDatabaseName", "mirrorName", "mountedReadOnly", "name", "resource") SELECT "directory", "isSystem", "journal", "mirrorDatabaseGuid", "mirrorDatabaseName", "mirrorName", "mountedReadOnly", "name", "resource" FROM "Database";
DROP TABLE "Database";
ALTER TABLE "new_Database" RENAME TO "Database";
CREATE UNIQUE INDEX "Database_directory_key" ON "Database"("directory");
CREATE UNIQUE INDEX "Database_mirrorName_mirrorDatabaseName_key" ON "Database"("mirrorName", "mirrorDatabaseName");
CREATE TABLE "new_MirrorMembership" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mirrorName" TEXT NOT NULL,
    "mirrorGuid" TEXT NOT NULL,
    "memberGuid" TEXT NOT NULL,
    "memberName" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "networkInterface" TEXT,
    "joinMirror" BOOLEAN NOT NULL,
    "validatedMember" BOOLEAN NOT NULL,
    "stopped" BOOLEAN NOT NULL,
    "noFailoverFor" TEXT,
    "configuration" TEXT,
    "durableState" TEXT,
    "purgeAfterDejournaling" BOOLEAN NOT NULL DEFAULT true,
    "dejournalingStopped" BOOLEAN NOT NULL DEFAULT false
);
INSERT INTO "new_MirrorMembership" ("configuration", "durableState", "id", "joinMirror", "kind", "memberGuid", "memberName", "mirrorGuid", "mirrorName", "networkInterface", "noFailoverFor", "stopped", "validatedMember") SELECT "configuration", "durableState", "id", "joinMirror", "kind", "memberGuid", "memberName", "mirrorGuid", "mirrorName", "networkInterface", "noFailoverFor", "stopped", "validatedMember" FROM "MirrorMembership";
DROP TABLE "MirrorMembership";
ALTER TABLE "new_MirrorMembership" RENAME TO "MirrorMembership";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;


