-- CreateTable
CREATE TABLE "LabHost" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "position" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "power" TEXT NOT NULL,
    "agentInstalled" BOOLEAN NOT NULL,
    "agentEnabled" BOOLEAN NOT NULL
);

-- CreateTable
CREATE TABLE "LabCard" (
    "hostName" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "network" TEXT NOT NULL,
    "plugged" BOOLEAN NOT NULL,
    "address" TEXT NOT NULL,
    "prefixLength" INTEGER NOT NULL,

    PRIMARY KEY ("hostName", "name"),
    CONSTRAINT "LabCard_hostName_fkey" FOREIGN KEY ("hostName") REFERENCES "LabHost" ("name") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "LabOpenPort" (
    "hostName" TEXT NOT NULL,
    "port" INTEGER NOT NULL,

    PRIMARY KEY ("hostName", "port"),
    CONSTRAINT "LabOpenPort_hostName_fkey" FOREIGN KEY ("hostName") REFERENCES "LabHost" ("name") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "LabInstance" (
    "hostName" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "wanted" BOOLEAN NOT NULL,

    PRIMARY KEY ("hostName", "name"),
    CONSTRAINT "LabInstance_hostName_fkey" FOREIGN KEY ("hostName") REFERENCES "LabHost" ("name") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "LabCard_network_address_key" ON "LabCard"("network", "address");
