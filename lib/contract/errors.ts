/**
 * The error catalogue: every numbered refusal a person can meet, in both languages, with the way out.
 *
 * Numbers and English texts are the vendor's (fact sheet "mirror engine" 2.5); Chinese texts are the vendor's where
 * the notes quote them and ours elsewhere. Codes in angle brackets are run-time errors of the data plane.
 * `P`-codes are this portal's own: the vendor has no number for them.
 * `%1`, `%2` are insertions, filled from a refusal's `args` in order; those that are words are in `insertions.ts`.
 */
import { insertionText, wordPositions } from './insertions.ts';

type Text = { en: string; zh: string };
/** `status` is the HTTP status an API route answers with when the refusal reaches it. */
type Entry = Text & { wayOut: Text; status: 400 | 403 | 404 | 409 | 422 | 503 };

const entry = (status: Entry['status'], en: string, zh: string, wayOutEn: string, wayOutZh: string): Entry => ({
  en,
  zh,
  wayOut: { en: wayOutEn, zh: wayOutZh },
  status,
});

export const errorCatalogue = {
  '732': entry(422, 'Decryption of private key file %1 failed (possible bad password)', '私钥文件 %1 解密失败 (密码可能有误)', 'Enter the password that the key file was made with.', '请输入创建该密钥文件时使用的密码。'),
  '733': entry(422, 'The public key in certificate %1 and the private key in %2 do not match', '证书 %1 中的公钥与 %2 中的私钥不匹配', 'Choose the certificate and the key that were issued together.', '请选择一起签发的证书和私钥。'),
  '734': entry(422, 'Verification of certificate %1 with CA file %2 failed, error= %3', '使用CA文件 %2 验证证书 %1 失败, 错误= %3', 'Choose a certificate issued by this Certificate Authority, or the right CA file.', '请选择由该证书颁发机构签发的证书, 或选择正确的CA文件。'),
  '735': entry(409, "'%1' member missing mirror SSL configuration", '成员“%1”缺少镜像SSL配置', 'Set up SSL/TLS on that member.', '请在该成员上设置SSL/TLS。'),
  '737': entry(503, "'%1' is unreachable, error=%2", '无法访问“%1”, 错误=%2', 'Start the member and check its network, then verify again.', '请启动该成员并检查其网络, 然后再次验证。'),
  '739': entry(409, "Mirror SSL validation of '%1' failed with error: %2", '“%1”的镜像SSL验证失败, 错误: %2', 'Check the certificate, key and CA file of that member.', '请检查该成员的证书、私钥和CA文件。'),
  '740': entry(422, 'Mirror SSL configuration missing certificate file name', '镜像SSL配置缺少证书文件名', "Enter the file that holds this server's certificate.", '请填写此服务器的证书文件。'),
  '741': entry(422, 'Mirror SSL configuration missing CA file name', '镜像SSL配置缺少CA文件名', 'Enter the file that holds the trusted CA certificate.', '请填写受信任的CA证书文件。'),
  '20': entry(409, 'The file already exists', '文件已存在', 'Choose another directory, or delete the file first.', '请选择其他目录, 或先删除该文件。'),
  '69': entry(409, 'The read/write state of mirrored databases can only be changed on the primary', '镜像数据库的读写状态只能在主成员上更改', 'Open the portal of the primary.', '请打开主成员的门户。'),
  '318': entry(409, 'Deleting mirrored database %1 is not allowed.', '不允许删除镜像数据库 %1。', 'Remove the database from the mirror first.', '请先将该数据库从镜像中移除。'),
  '363': entry(409, 'Adding system database %1 to mirrored DB is not allowed', '不允许将系统数据库 %1 添加为镜像数据库', 'Choose a database of your own.', '请选择用户自己的数据库。'),
  '2002': entry(422, 'Mirror name not specified', '未指定镜像名称', 'This member belongs to several mirrors: choose one.', '此成员属于多个镜像: 请选择其中一个。'),
  '2000': entry(409, "Journal file #%1 for database '%2' not found in mirror journal log (%3)", '在镜像日志记录 (%3) 中找不到数据库“%2”的日志文件 #%1', 'Bring a newer copy of the database to this member.', '请将该数据库的较新副本复制到此成员。'),
  '2012': entry(422, 'Mirror name exceeds the maximum length of %1 characters', '镜像名称超过最大长度 %1 个字符', 'Use a shorter name.', '请使用较短的名称。'),
  '2033': entry(409, "Invalid mirror configuration for %1, system name '%2' is not unique", '%1 的镜像配置无效, 系统名称“%2”不唯一', 'Choose a member name that no other member has.', '请选择其他成员未使用的成员名称。'),
  '2038': entry(422, "Mirror member name cannot contain any of space, tab or : [ ] # ; * = ^ ~ , \"", '镜像成员名称不能包含空格、制表符或 : [ ] # ; * = ^ ~ , "', 'Remove that character.', '请删除该字符。'),
  '2039': entry(422, 'Mirror member name exceeds the maximum length of %1 characters', '镜像成员名称超过最大长度 %1 个字符', 'Use a shorter name.', '请使用较短的名称。'),
  '2026': entry(409, 'SSL DN field already in use (%1)', 'SSL DN字段已被使用 (%1)', 'Use a certificate of its own: no two members of a mirror may have the same distinguished name.', '请使用该成员自己的证书: 镜像中任何两个成员不能使用相同的可分辨名称。'),
  '2051': entry(409, "Mirror set name '%1' is not configured", '未配置镜像组名称“%1”', 'Check the mirror name: it is the name shown on the Mirror Monitor of the other member.', '请检查镜像名称: 即另一成员镜像监视器中显示的名称。'),
  '2056': entry(422, "Virtual IP for mirror %1 is not a valid address '%2'", '镜像 %1 的虚拟IP不是有效地址“%2”', 'Enter an IPv4 address such as 172.16.58.103.', '请输入IPv4地址, 例如 172.16.58.103。'),
  '2057': entry(422, "Interface of Mirror Virtual IP does not exist '%1'", '镜像虚拟IP的接口“%1”不存在', 'Choose one of the interfaces in the list.', '请从列表中选择一个接口。'),
  '2058': entry(422, 'Mirror Database Name is required but not provided', '需要镜像数据库名称, 但未提供', 'Enter a mirror database name.', '请输入镜像数据库名称。'),
  '2059': entry(422, 'Mirror Database Name exceeds the maximum length of %1 characters', '镜像数据库名称超过最大长度 %1 个字符', 'Use a shorter name.', '请使用较短的名称。'),
  '2061': entry(409, "Mirror Database Name '%1' is not unique, found in mirror member %2", '镜像数据库名称“%1”不唯一, 已存在于镜像成员 %2', 'Choose another mirror database name.', '请选择其他镜像数据库名称。'),
  '2063': entry(409, "Database '%1' is already being mirrored", '数据库“%1”已被镜像', 'Nothing needs to be done.', '无需任何操作。'),
  '2064': entry(409, "Cannot remove database '%1' as is not currently being mirrored", '无法移除数据库“%1”, 因为它当前未被镜像', 'Nothing needs to be done.', '无需任何操作。'),
  '2065': entry(409, 'Could not create new mirror: %1', '无法创建新镜像: %1', 'Mend the cause named here and save again.', '请解决此处指出的原因后重新保存。'),
  '2066': entry(409, 'Mirroring Service is required but not enabled', '需要镜像服务, 但未启用', 'Enable it: System Administration > Configuration > Mirror Settings > Enable Mirror Service.', '请启用: 系统管理 > 配置 > 镜像设置 > 启动镜像服务。'),
  '2067': entry(409, 'SSL Configuration %1 is required but missing', '需要SSL配置 %1, 但该配置不存在', 'Follow the link Set up SSL/TLS.', '请使用“设置SSL/TLS”链接。'),
  '2070': entry(409, "Mirror Virtual IP '%1' is owned by another system", '镜像虚拟IP“%1”已被另一系统占用', 'Choose an address that nobody uses.', '请选择未被使用的地址。'),
  '2073': entry(404, "Mirrored Database '%1' is not found on this system", '在此系统上找不到镜像数据库“%1”', 'Create the database on this member first.', '请先在此成员上创建该数据库。'),
  '2074': entry(409, 'This system has not been configured as a Mirror Member', '此系统尚未配置为镜像成员', 'Create a mirror or join one.', '请创建或加入镜像。'),
  '2075': entry(409, 'There is no other failover member defined on this system', '此系统上未定义其他故障转移成员', 'Join a second failover member first.', '请先加入第二个故障转移成员。'),
  '2077': entry(409, 'Failed to force this member become primary, reason: %1', '强制此成员成为主成员失败, 原因: %1', 'See the Messages Log of this member.', '请查看此成员的消息日志。'),
  '2078': entry(409, 'Mirrored DB is already activated', '镜像数据库已激活', 'Nothing needs to be done. If it needs catchup, catch it up.', '无需任何操作。如果需要追赶, 请执行追赶。'),
  '2079': entry(409, 'Failed to activate mirrored DB reason: %1', '激活镜像数据库失败, 原因: %1', 'Bring a valid copy of the database to this member, or remove this one from the mirror.', '请将该数据库的有效副本带到此成员, 或将此副本从镜像中移除。'),
  '2080': entry(409, 'Failed to remove mirrored DB reason: %1', '移除镜像数据库失败, 原因: %1', 'Mend the cause named here and try again.', '请解决此处指出的原因后重试。'),
  '2081': entry(409, 'This is not a Failover mirror member', '此成员不是故障转移镜像成员', 'Do this on a failover member.', '请在故障转移成员上执行此操作。'),
  '2082': entry(409, 'Failed to connect to mirror primary node', '连接镜像主节点失败', 'Do this on the primary, or when the primary can be reached.', '请在主成员上执行, 或等主成员可达时执行。'),
  '2083': entry(422, 'Failed to lookup instance name, reason: %1', '查找实例名失败, 原因: %1', 'Check the instance name; IRIS is the name of the instances of the lab.', '请检查实例名; 实验环境中的实例名为 IRIS。'),
  '2084': entry(409, 'Could not join existing mirror: %1', '无法加入现有镜像: %1', 'Mend the cause named here and save again.', '请解决此处指出的原因后重新保存。'),
  '2085': entry(422, 'Virtual IP did not include or had bad CIDR subnet mask: %1', '虚拟IP未包含或包含错误的CIDR子网掩码: %1', 'Enter the mask as a number of bits, equal to that of the interface, e.g. 24.', '请以位数输入与接口相同的掩码, 例如 24。'),
  '2086': entry(409, 'Agent is unreachable with %1, reason: %2', '无法通过 %1 访问代理, 原因: %2', 'Check the address and the port, that the ISCAgent is started there and that the firewall lets the port through. If host names do not resolve, use IP addresses.', '请检查地址和端口、该处的ISCAgent是否已启动以及防火墙是否放行该端口。如果主机名无法解析, 请使用IP地址。'),
  '2087': entry(409, 'Mirror member %1 is unreachable with %2', '使用 %2 无法访问镜像成员 %1', 'Check that the member is running and that its addresses are right.', '请检查该成员是否在运行以及其地址是否正确。'),
  '2088': entry(409, 'ECP connection to Mirror member %1 is unreachable with %2', '使用 %2 无法访问ECP与镜像成员 %1 的连接', 'Use IP addresses in place of host names that do not resolve, and open port 1972 in the firewall.', '请用IP地址代替无法解析的主机名, 并在防火墙中开放端口1972。'),
  '2089': entry(422, 'Network Interface %1 is not a virtual interface', '网络接口 %1 不是虚拟接口', 'Choose one of the interfaces in the list.', '请从列表中选择一个接口。'),
  '2090': entry(422, 'Network Interface is not specified for Virtual Address', '未为虚拟地址指定网络接口', 'Choose the interface that carries the virtual IP.', '请选择承载虚拟IP的接口。'),
  '2091': entry(409, 'Failed to get SSL DN field on %1, reason: %2', '获取 %1 上的SSL DN字段失败, 原因: %2', 'Check the certificate file.', '请检查证书文件。'),
  '2095': entry(409, 'Problem detected with mirror SSL/TLS configuration', '检测到镜像SSL/TLS配置存在问题', 'Check certificate, key and CA file with Verify SSL.', '请用“验证SSL”检查证书、私钥和CA文件。'),
  '2096': entry(409, "Mirror Virtual IP '%1' is not reachable", '无法访问镜像虚拟IP“%1”', 'Check that the card is connected.', '请检查网卡是否已连接。'),
  '2097': entry(422, "Mirror Virtual IP '%1' could not find a matched subnet in Interface '%2'", '在接口“%2”中找不到与镜像虚拟IP“%1”匹配的子网', 'Choose an address in the subnet of the interface, or another interface.', '请选择该接口子网内的地址, 或选择其他接口。'),
  '2101': entry(409, "Mirror name '%1' is already in use", '镜像名称“%1”已被使用', 'Choose another mirror name.', '请选择其他镜像名称。'),
  '2103': entry(409, 'Mirrored DB %1 not found in primary member', '在主成员中找不到镜像数据库 %1', 'Create the database on the primary first, or check the mirror database name.', '请先在主成员上创建该数据库, 或检查镜像数据库名称。'),
  '2104': entry(409, 'Failed to create new mirrored DB (%1)', '创建新镜像数据库失败 (%1)', 'Mend the cause named here and try again.', '请解决此处指出的原因后重试。'),
  '2105': entry(409, 'Matching mirrored DB %1 in member %2 was not created as mirrored DB', '与成员 %2 中的相匹配的数据库 %1 未被创建为镜像数据库', 'The database existed before it was added to the mirror, so it holds data that the mirror journals do not have: bring a backup or a copy of it to this member.', '该数据库在加入镜像之前已存在, 其中含有镜像日志中没有的数据: 请将其备份或副本带到此成员。'),
  '2110': entry(422, "Mirror name '%1' is not valid - must contain only alphanumeric characters", '镜像名称“%1”无效 - 只能包含字母和数字', 'Use letters and digits only.', '请只使用字母和数字。'),
  '2113': entry(409, 'Operation can only be performed on the primary mirror member', '操作只能在主镜像成员上执行', 'Open the portal of the primary.', '请打开主成员的门户。'),
  '2115': entry(409, 'Clear FailoverDB Flag is not allowed on this system', '此系统上不允许清除FailoverDB标志', 'It can be cleared on reporting asyncs only.', '只能在报告类型的异步成员上清除。'),
  '2116': entry(409, 'Operation is not allowed on the primary mirror member', '不允许在主镜像成员上执行此操作', 'Do this on another member.', '请在其他成员上执行此操作。'),
  '2117': entry(409, 'Mirror promotion is not allowed for non DR member', '非DR成员不允许进行镜像升级', 'Only a disaster recovery async can be promoted.', '只有灾难恢复异步成员可以升级。'),
  '2118': entry(409, 'ISCAgent is not up on the local system', 'ISCAgent不在本地系统中启动', 'Start the ISCAgent of this host (Lab page), then save again.', '请启动此主机的ISCAgent (实验环境页面), 然后重新保存。'),
  '2121': entry(409, 'One of the failover members is unreachable through the ISCAgent', '无法通过ISCAgent访问其中一个故障转移成员', 'Start the ISCAgent of that host, or wait until it can be reached.', '请启动该主机的ISCAgent, 或等待其可达。'),
  '2119': entry(409, 'Mirror promotion is only allowed when only one mirror set is configured', '只有配置了单个镜像组时才允许镜像升级', 'Leave the other mirrors first.', '请先离开其他镜像。'),
  '2123': entry(409, 'GUID mismatch in journal files from mirror members (%1) vs (%2)', '镜像成员 (%1) 与 (%2) 的日志文件GUID不匹配', 'The journal took another course since: use a backup that was made later.', '日志此后已走向不同的历史: 请使用之后制作的备份。'),
  '2124': entry(422, 'Selected mirror partner %1 is not in the failover member list', '所选的镜像伙伴 %1 不在故障转移成员列表中', 'Choose one of the members in the list, or no partner.', '请选择列表中的成员, 或选择无伙伴。'),
  '2126': entry(409, 'Failed to clear ValidatedMember on %1. Error: %2', '清除 %1 上的ValidatedMember失败。错误: %2', 'See the log of the ISCAgent there, then promote again.', '请查看该处ISCAgent的日志, 然后重新升级。'),
  '2129': entry(409, 'Journaling is required for mirrored databases', '镜像数据库需要启用日志', 'Turn on journaling for the database.', '请为该数据库启用日志。'),
  '2130': entry(409, "Cannot remove database '%1' as it is not currently mounted", '无法移除数据库“%1”, 因为它当前未装载', 'Mount the database first.', '请先装载该数据库。'),
  '2132': entry(409, 'VIP is configured but network interface is not configured', '已配置虚拟IP, 但未配置网络接口', 'Choose the network interface for the virtual IP.', '请选择虚拟IP的网络接口。'),
  '2133': entry(409, 'Demotion is not allowed when this is the only failover member', '这是唯一的故障转移成员, 不允许降级', 'A mirror needs a failover member: join or promote another one first.', '镜像需要故障转移成员: 请先加入或升级另一个成员。'),
  '2134': entry(409, 'This member cannot belong to more than one mirror', '此成员不能属于多个镜像', 'Remove its present mirror configuration first.', '请先删除其当前的镜像配置。'),
  '2136': entry(409, "Instance's version is later than ISCAgent's version", '实例的版本高于ISCAgent的版本', 'Install a newer ISCAgent on this host (Lab page).', '请在此主机上安装较新的ISCAgent (实验环境页面)。'),
  '2137': entry(409, 'There are already more than one failover member configured', '已配置了多于一个故障转移成员', 'A mirror has at most two failover members: join as async instead.', '一个镜像最多有两个故障转移成员: 请改为加入为异步成员。'),
  '2141': entry(409, 'Passed system name %1 is different from configured system name %2', '传入的系统名称 %1 与已配置的系统名称 %2 不同', 'An async has the same member name in all its mirrors: enter %2.', '异步成员在其所有镜像中使用相同的成员名称: 请输入 %2。'),
  '2142': entry(409, 'AsyncMemberType parameter is out of range or mismatch with the current setting', 'AsyncMemberType参数超出范围或与当前设置不符', 'Choose one of the three async types.', '请选择三种异步类型之一。'),
  '2146': entry(409, 'Clear FailoverDB Flag is not allowed on non-activated mirrored DB', '不允许清除未激活的镜像数据库的FailoverDB标志', 'Activate the database first.', '请先激活该数据库。'),
  '2147': entry(409, 'Clear FailoverDB Flag failed due to: %1', '清除FailoverDB标志失败, 原因: %1', 'Mend the cause named here and try again.', '请解决此处指出的原因后重试。'),
  '2149': entry(409, 'A DR async member cannot belong to more than one mirror', 'DR异步成员不能属于多个镜像', 'Leave the other mirrors first.', '请先离开其他镜像。'),
  '2150': entry(409, 'DR async member is not allowed to connect to a non-failover member', 'DR异步成员不允许连接到非故障转移成员', 'Enter the agent and the instance of a failover member.', '请填写故障转移成员的代理和实例。'),
  '2153': entry(409, 'This member is not a reporting member', '此成员不是报告成员', 'Do this on a reporting async.', '请在报告类型的异步成员上执行此操作。'),
  '2154': entry(409, 'Dejournaling is already running (process id: %1)', 'Dejournaling已在运行 (进程ID: %1)', 'Nothing needs to be done.', '无需任何操作。'),
  '2157': entry(409, 'Primary (%1) is in trouble state (%2) mirror promotion is not allowed.', '主成员 (%1) 处于故障状态 (%2), 不允许镜像升级。', 'Wait until the primary is out of trouble.', '请等待主成员脱离故障状态。'),
  '2165': entry(409, 'This member is not an async member', '此成员不是异步成员', 'Do this on an async member.', '请在异步成员上执行此操作。'),
  '2167': entry(422, 'Invalid Mirror Database Name', '镜像数据库名称无效', 'Start with a letter or underscore, then letters, digits, - and _.', '请以字母或下划线开头, 后接字母、数字、- 和 _。'),
  '2170': entry(422, 'Dejournal filter class %1 does not implement the RunFilter method', 'Dejournal过滤器类 %1 未实现 RunFilter 方法', 'Add a method RunFilter that returns 1 to apply a record and 0 to skip it.', '请添加返回 1 (应用) 或 0 (跳过) 的 RunFilter 方法。'),
  '2172': entry(409, 'Non-FailoverDB mirrored database is not allowed to be configured in DR member', 'DR成员中不允许配置非FailoverDB的镜像数据库', 'Replace the database by a copy from a member that still has the flag, or remove it.', '请用仍具有该标志的成员上的副本替换该数据库, 或将其移除。'),
  '2174': entry(409, 'Failed to create or join mirror set %1 because a mirror journal file (%2) exists with the same mirror name', '创建/加入镜像组 %1 失败，因为镜像日志文件 %2 已存在', 'Choose another mirror name, or delete the left-over mirror journal files on the Journals page.', '请换一个镜像名称, 或在Journal页面上删除遗留的镜像日志文件。'),
  '2175': entry(422, 'Mirror SSL DN is too long (over 1024 characters)', '镜像SSL DN过长 (超过1024个字符)', 'Use a certificate with a shorter distinguished name.', '请使用可分辨名称较短的证书。'),
  '2176': entry(409, "Promotion is not allowed when the mirror is in 'No Partner In No Failover' state.", '镜像处于“No Partner In No Failover”状态时不允许升级。', 'Clear No Failover first.', '请先清除no failover。'),
  '2178': entry(409, 'Someone else is doing Promotion or Demotion on this member.', '其他人正在此成员上执行升级或降级。', 'Wait until that has ended. A promoted member that waits says so on its own Mirror Monitor.', '请等待其结束。正在等待的已升级成员会在其镜像监视器中显示。'),
  '2179': entry(409, 'Failed to shutdown mirror.', '关闭镜像失败。', 'See the Messages Log of this member.', '请查看此成员的消息日志。'),
  '2203': entry(422, 'Private key file %1 not found.', '找不到私钥文件 %1。', 'Choose one of the files on this server.', '请选择此服务器上的文件。'),
  '2207': entry(422, 'Private Key file password is required.', '需要转移密钥文件密码', 'Enter the password of the private key file.', '请输入私钥文件的密码。'),
  '5001': entry(409, "Existing mirror DB '%1' is not in Download mode", '现有镜像数据库“%1”不处于下载模式', 'It has its data: activate it or catch it up where its status says so.', '该数据库已有数据: 请根据其状态激活或追赶。'),
  '<PROTECT>': entry(409, '<PROTECT> Database %1 is read-only here', '<PROTECT> 数据库 %1 在此处为只读', 'Write on the primary.', '请在主成员上写入。'),
  '<SUBSCRIPT>': entry(422, '<SUBSCRIPT> %1', '<SUBSCRIPT> %1', 'Subscripts must not be empty, and an encoded reference holds at most 511 bytes.', '下标不能为空, 且编码后的引用最多511字节。'),
  '<MAXSTRING>': entry(422, '<MAXSTRING> The value has %1 bytes; at most %2 are allowed', '<MAXSTRING> 值有 %1 字节; 最多允许 %2 字节', 'Split the value over several nodes.', '请将该值拆分到多个节点。'),
  '<SYNTAX>': entry(422, '<SYNTAX> %1 is not a global reference', '<SYNTAX> %1 不是全局引用', 'Write it like ^Person(1,"Name").', '请写成 ^Person(1,"Name") 的形式。'),
  '<UNDEFINED>': entry(404, '<UNDEFINED> %1', '<UNDEFINED> %1', 'The node has no value.', '该节点没有值。'),
  '<DISKFULL>': entry(503, '<DISKFULL> Journaling is frozen: %1', '<DISKFULL> 日志已冻结: %1', 'Free disk space; updates go on by themselves.', '请释放磁盘空间; 更新将自动继续。'),
  '<FILEFULL>': entry(409, '<FILEFULL> Database %1 has reached its maximum size of %2 MB', '<FILEFULL> 数据库 %1 已达到最大大小 %2 MB', 'Kill what is not needed, or raise the maximum size (Database Properties).', '请删除不需要的数据, 或增大最大大小 (数据库属性)。'),
  '<NOTPRIMARY>': entry(409, '<PROTECT> This member is not the primary', '<PROTECT> 此成员不是主成员', 'Connect to the virtual IP or to the primary.', '请连接到虚拟IP或主成员。'),
  P100: entry(503, 'Instance %1 does not answer (%2)', '实例 %1 没有响应 (%2)', 'Start the instance on the Lab page.', '请在实验环境页面上启动该实例。'),
  P101: entry(422, 'The field %1 is not valid: %2', '字段 %1 无效: %2', 'Correct the field and save again.', '请更正该字段后重新保存。'),
  P102: entry(409, 'This instance already belongs to mirror %1', '此实例已属于镜像 %1', 'Remove the mirror configuration first.', '请先删除镜像配置。'),
  P103: entry(409, 'The mirror has changed since this page was loaded (%1)', '页面加载后镜像已发生变化 (%1)', 'Look at the page again and repeat the action.', '请查看当前页面后重新操作。'),
  P104: entry(404, 'There is no %1 named %2', '不存在名为 %2 的%1', 'Choose one from the list.', '请从列表中选择。'),
  P105: entry(409, '%1 is not possible now: %2', '当前无法执行 %1: %2', 'Wait until the state has changed, or change it on the Lab page.', '请等待状态改变, 或在实验环境页面中改变状态。'),
  P106: entry(503, 'The lab does not answer', '实验环境没有响应', 'Start everything with npm start.', '请用 npm start 启动。'),
  P107: entry(403, 'Requests from other sites are refused (%1)', '拒绝来自其他站点的请求 (%1)', 'Open the portal at its own address.', '请通过门户自身的地址访问。'),
  P108: entry(409, 'Database %1 already exists', '数据库 %1 已存在', 'Choose another name.', '请选择其他名称。'),
  P109: entry(409, 'Directory %1 is used by another database', '目录 %1 已被另一个数据库使用', 'Choose another directory.', '请选择其他目录。'),
  P110: entry(409, 'The update was not acknowledged in time: %1', '更新未在规定时间内得到确认: %1', 'Whether it was kept is unknown: read the node before you repeat it.', '是否已保存未知: 请先读取该节点再重试。'),
  P120: entry(409, 'This member has not become the primary within 60 seconds: the operation may not have succeeded', '此成员在60秒内未成为主成员: 操作可能未成功', 'It may still be in progress. See the Messages Log of this member.', '操作可能仍在进行。请查看此成员的消息日志。'),
  P121: entry(409, '%1 is the primary and this member is connected to it', '%1 是主成员, 且此成员已连接到它', "Use 'Try to make this the primary': it loses nothing.", '请使用“尝试将此成员设为主成员”: 不会丢失数据。'),
  P122: entry(409, '%1 is becoming the primary', '%1 正在成为主成员', 'Wait a moment and look again.', '请稍候再查看。'),
  P123: entry(409, '%1 is running and has newer journal data', '%1 正在运行, 且拥有更新的日志数据', 'It becomes the primary by itself, unless mirroring is stopped there or no failover is set.', '除非该处镜像已停止或已设置no failover, 否则它会自行成为主成员。'),
  P124: entry(409, '%1 could not be forced down', '无法强制关闭 %1', 'Look at the instance of %1 and at its ISCAgent.', '请检查 %1 的实例及其ISCAgent。'),
  P125: entry(409, 'The ISCAgent of %1 cannot be reached', '无法访问 %1 的ISCAgent', "Start it, or, if %1 is surely down, use 'Force this node to become the primary'.", '请启动它; 如果确定 %1 已停机, 请使用“强制此节点成为主成员”。'),
  P126: entry(409, 'Mirroring is stopped on this member', '此成员上的镜像已停止', 'Start mirroring on this member first.', '请先在此成员上启动镜像。'),
  P127: entry(409, 'This member has handed over and is shutting down', '此成员已移交并正在关闭', 'Start the instance again afterwards.', '请稍后重新启动实例。'),
  P128: entry(409, 'This member is not an isolated primary in indefinite trouble', '此成员不是处于无限期故障状态的孤立主成员', 'This is for a primary that lost both the other failover member and the arbiter at once.', '此操作用于同时失去另一故障转移成员和仲裁程序的主成员。'),
  P129: entry(422, 'Resuming as primary needs your confirmation', '恢复为主成员需要您的确认', 'Confirm that the other member is down, has never become primary, and has no later mirror journal file.', '请确认另一成员已停机、从未成为主成员, 且没有更晚的镜像日志文件。', ),
  P130: entry(409, 'An order to become primary is being carried out', '正在执行成为主成员的操作', 'Wait until it has ended.', '请等待其结束。'),
  P140: entry(409, 'InterSystems IRIS must be restarted after leaving a mirror', '离开镜像后必须重新启动 InterSystems IRIS', 'Restart the instance on the Lab page, then try again.', '请在实验环境页面上重新启动该实例, 然后重试。'),
  P141: entry(409, 'The mirror still has other members: %1', '镜像中仍有其他成员: %1', 'Remove them first: asyncs one by one, then the backup. The primary is the last.', '请先删除它们: 先逐个删除异步成员, 再删除备份成员。主成员最后删除。'),
  P142: entry(409, 'Member %1 is connected but does not answer', '成员 %1 已连接但没有应答', 'Wait until it answers, or shut it down first.', '请等待其应答, 或先将其关闭。'),
  P143: entry(409, 'This instance still has the configuration of mirror %1', '此实例仍有镜像 %1 的配置', 'Remove the mirror configuration first (Edit Mirror), or leave that mirror (Edit Async).', '请先删除镜像配置 (编辑镜像), 或离开该镜像 (编辑异步)。'),
  P145: entry(409, 'SSL/TLS cannot be turned off while a member is not connected: %1', '有成员未连接时无法关闭SSL/TLS: %1', 'Start it, or remove it from the mirror: it could not connect again.', '请启动该成员, 或将其从镜像中删除: 否则它将无法再次连接。'),
  P146: entry(409, 'The SSL/TLS configuration of a member could not be verified: %1', '无法验证成员的SSL/TLS配置: %1', 'Set up SSL/TLS on that member (Edit Mirror), with a certificate of the same authority, and see that it runs; then Verify SSL.', '请在该成员上(编辑镜像)使用同一颁发机构的证书设置SSL/TLS, 并确认其正在运行; 然后验证SSL。'),
  P144: entry(409, 'This member was removed from mirror %1', '此成员已从镜像 %1 中删除', 'Remove its mirror configuration; then it can join anew.', '请删除其镜像配置; 之后可以重新加入。'),
  P191: entry(409, 'This member cannot be promoted: it lacks mirrored databases, or they do not follow (%1)', '此成员不能升级: 缺少镜像数据库或其未跟随镜像 (%1)', 'Create or restore them here, activate and catch them up; then promote.', '请在此处创建或恢复、激活并追赶这些数据库; 然后再升级。'),
  P192: entry(409, 'Promotion and demotion are not possible while no failover is set', '已设置no failover时不能升级或降级', 'Clear No Failover first.', '请先清除no failover。'),
  P193: entry(409, 'Failover member %1 is running and is not primary', '故障转移成员 %1 正在运行, 但不是主成员', 'Let it become primary (Mirror Monitor of that member), or stop its instance and promote.', '请让其成为主成员(该成员的镜像监视器), 或停止其实例后再升级。'),
  P194: entry(409, 'The journal files of %1 cannot be read', '无法读取 %1 的日志文件', 'Mend its disk, or promote with no partner and accept what is lost.', '请修复其磁盘, 或在无伙伴的情况下升级并接受数据丢失。'),
  P195: entry(409, 'No promotion is waiting on this member', '此成员上没有等待中的升级', 'Nothing needs to be done.', '无需任何操作。'),
  P196: entry(409, 'A primary is running: it becomes the partner by itself', '主成员正在运行: 它会自动成为伙伴', 'Promote without choosing a partner.', '请在不选择伙伴的情况下升级。'),
  P198: entry(
    409,
    'The mirror has changed since this member last heard of it (%1)',
    '此成员上次收到消息之后镜像已发生变化 (%1)',
    'This member knows more now, and no other one was changed. Start the failover members of the new configuration, or look at the promotion again.',
    '此成员现已获知更多信息, 其他成员没有任何更改。请启动新配置中的故障转移成员, 或重新查看升级情况。',
  ),
  P540: entry(409, 'Failover member %1 was started while this member was being promoted', '在升级此成员期间, 故障转移成员 %1 被启动', 'It waits to hear its role and may not lead. Stop its instance, then promote again.', '它正在等待获知自己的角色, 不能成为主成员。请停止其实例, 然后重新升级。'),
  P541: entry(
    409,
    '%1 is running and may not lead: it waits for a primary to tell it its role',
    '%1 正在运行, 但不能成为主成员: 它正在等待主成员告知其角色',
    'Start the member that was promoted last, if there is one. Else stop these instances, then promote.',
    '如果有最近升级的成员, 请启动它。否则请停止这些实例, 然后再升级。',
  ),
  P542: entry(
    409,
    'This member may not become primary: its ValidatedMember is 0, and no primary has told it its role yet',
    '此成员不能成为主成员: 其ValidatedMember为0, 且尚无主成员告知其角色',
    'Start the member that was promoted last, if there is one. Else stop this instance and promote a disaster recovery async.',
    '如果有最近升级的成员, 请启动它。否则请停止此实例, 并升级一个灾难恢复异步成员。',
  ),
  P197: entry(503, 'Journal data of %1 could not be retrieved', '无法获取 %1 的日志数据', 'Nothing has changed. See the Messages Log, mend the cause and promote again.', '没有任何更改。请查看消息日志, 解决原因后重新升级。'),
  P550: entry(409, 'This member is becoming primary already', '此成员已在成为主成员', 'Wait. If it lasts, %1 may still hold the virtual IP: start the ISCAgent of its host, which releases it, or start that instance.', '请等待。如果一直未完成,可能是 %1 的主机仍持有虚拟IP:请启动该主机的ISCAgent (它会释放虚拟IP),或启动该实例。'),
  P190: entry(409, 'Mirror %1 has %2 members, the most that a mirror can have', '镜像 %1 已有 %2 个成员, 这是镜像成员数的上限', 'Remove a member that is no longer needed first.', '请先删除不再需要的成员。'),
  P131: entry(409, 'This member has not been accepted by the mirror yet', '此成员尚未被镜像接受', 'Authorize it on the primary.', '请在主成员上授权此成员。'),
  P150: entry(409, 'Database %1 is in use: %2', '数据库 %1 正在使用: %2', 'Wait until that has ended, or abort it on the Background Tasks page.', '请等待其结束, 或在后台任务页面上中止。'),
  P151: entry(409, 'Database %1 is not mounted', '数据库 %1 未装载', 'Mount it first.', '请先装载。'),
  P152: entry(409, 'Database %1 is already mounted', '数据库 %1 已装载', 'Nothing needs to be done.', '无需任何操作。'),
  P153: entry(409, 'The file of database %1 cannot be opened: %2', '无法打开数据库 %1 的文件: %2', 'Replace the file by a good copy, or restore a backup.', '请用完好的副本替换该文件, 或还原备份。'),
  P154: entry(409, 'System database %1 must stay as it is', '系统数据库 %1 必须保持不变', 'Choose a database of your own.', '请选择用户自己的数据库。'),
  P155: entry(409, 'Transactions with updates in database %1 are open', '在数据库 %1 中有更新的事务尚未结束', 'Wait until they have ended, then try again.', '请等待事务结束后重试。'),
  P156: entry(409, 'Catchup of database %1 stopped: %2', '数据库 %1 的追赶已停止: %2', 'See the Messages Log; catch it up again once the cause is mended.', '请查看消息日志; 解决原因后请重新追赶。'),
  P157: entry(409, 'Database %1 needs no catchup', '数据库 %1 不需要追赶', 'Nothing needs to be done.', '无需任何操作。'),
  P158: entry(422, 'Taking a database as caught up needs your confirmation', '将数据库标记为已追赶需要您的确认', 'Confirm that you know: what it lacks it never gets.', '请确认您已了解: 缺少的数据将永远不会补上。'),
  P159: entry(409, 'The integrity check of database %1 found %2 problems', '数据库 %1 的完整性检查发现 %2 个问题', 'See the Integrity Log; replace the database by a good copy, or restore a backup.', '请查看完整性日志; 请用完好的副本替换该数据库, 或还原备份。'),
  P160: entry(409, 'The Database Backup List is empty', '备份数据库列表为空', 'Choose databases: System Administration > Configuration > Database Backup > Database Backup List.', '请选择数据库: 系统管理 > 配置 > 数据库备份 > 备份数据库列表。'),
  P161: entry(404, 'File %1 cannot be read: %2', '无法读取文件 %1: %2', 'Choose a file that is on this host.', '请选择此主机上的文件。'),
  P162: entry(409, 'A backup or restore is running', '正在运行备份或还原', 'Wait until it has ended, or abort it.', '请等待其结束, 或将其中止。'),
  P163: entry(422, 'Backup file %1 is cut off or damaged: %2', '备份文件 %1 不完整或已损坏: %2', 'Copy the file again, or use another backup.', '请重新复制该文件, 或使用其他备份。'),
  P164: entry(503, 'File %1 cannot be written: %2', '无法写入文件 %1: %2', 'Free disk space or choose another device, then run it again: nothing of it was left behind.', '请释放磁盘空间或选择其他设备后重新运行: 未留下任何部分文件。'),
  P165: entry(409, 'There is no full backup of any of these databases that changes could be counted from', '这些数据库都没有可作为增量起点的完全备份', 'Run a full backup first.', '请先运行完全备份。'),
  P166: entry(409, 'Journal file %1 is gone: what changed in database %2 since the previous backup cannot be told, so it was taken whole', '日志文件 %1 已不存在: 无法得知数据库 %2 自上次备份以来的更改, 因此对其进行了完整备份', 'Keep journal files longer (Journal Settings), or back up more often.', '请延长日志文件的保留时间 (日志设置), 或更频繁地备份。'),
  P167: entry(422, 'Backup file %1 is of mirror %2, and this instance is not a member of it', '备份文件 %1 属于镜像 %2, 而此实例不是该镜像的成员', 'Choose a backup of the mirror of this member.', '请选择此成员所在镜像的备份。'),
  P168: entry(422, 'Backup file %1 does not follow the backup before it for database %2: it holds the changes since %3', '备份文件 %1 与数据库 %2 的前一个备份不衔接: 其中是自 %3 以来的更改', 'Restore the full backup first, then each incremental one in the order in which they were made.', '请先还原完全备份, 再按制作顺序还原每个增量备份。'),
  P169: entry(409, 'Mirrored database %1 does not exist on this member', '此成员上不存在镜像数据库 %1', 'Select it and name a directory to make it here.', '请选择该数据库并指定目录以在此处创建。'),
  P170: entry(409, 'Database %1 is active here: it has, or gets from the journal, all that the backup holds', '数据库 %1 在此处处于活动状态: 备份中的全部内容已存在, 或将从日志中获得', 'It needs no restore. To restore it all the same, select it.', '无需还原。如仍要还原, 请选择该数据库。'),
  P171: entry(409, 'The data in database %1 in %2 will be lost', '%2 中数据库 %1 的数据将丢失', 'Confirm, or choose another directory.', '请确认, 或选择其他目录。'),
  P172: entry(409, 'Mirrored database %1 of this backup is not the database of that name in the mirror today', '此备份中的镜像数据库 %1 不是镜像中现有的同名数据库', 'Use a backup that was made since the database was added to the mirror.', '请使用该数据库添加到镜像之后制作的备份。'),
  P173: entry(409, 'This member has not received the mirror journal as far as the backup of database %1 goes (file #%2, offset %3)', '此成员尚未接收到数据库 %1 备份所及位置的镜像日志 (文件 #%2, 偏移 %3)', 'Wait until this member is connected and caught up, then restore again.', '请等待此成员连接并同步后再还原。'),
  P174: entry(409, 'The backup is %1 days old, and journal files are kept for %2 days: what happened in between may be lost for a member that restores it', '备份已有 %1 天, 而日志文件只保留 %2 天: 还原该备份的成员可能缺少其间的更改', 'Make a new backup, or keep journal files longer (Journal Settings).', '请制作新的备份, 或延长日志文件的保留时间 (日志设置)。'),
  P175: entry(409, 'Database %1 is a system database and cannot be restored while the instance runs', '数据库 %1 是系统数据库, 实例运行时无法还原', 'Choose another directory for it.', '请为其选择其他目录。'),
  P176: entry(409, 'Database %1 is not mirrored, and the restore is limited to mirrored databases', '数据库 %1 未被镜像, 而还原仅限于镜像数据库', 'Allow databases that are not mirrored, and name a directory.', '请允许还原非镜像数据库, 并指定目录。'),
  P177: entry(409, 'Nothing would be restored', '没有可还原的内容', 'See the reason at each database.', '请查看每个数据库的原因。'),
  P178: entry(409, 'Confirm what the restore overwrites', '请确认还原将覆盖的内容', 'Restore will overwrite the data in the old database.', '还原将覆盖旧数据库中的数据。'),
  P179: entry(409, 'Restore of database %1 failed: %2', '数据库 %1 还原失败: %2', 'The database is as it was before. Mend the cause and restore again.', '该数据库保持原样。请解决原因后重新还原。'),
  P180: entry(409, 'It was aborted', '已中止', 'Nothing of it was left behind. Run it again.', '未留下任何部分文件。请重新运行。'),
  P181: entry(403, 'Path %1 is not below the folder of host %2', '路径 %1 不在主机 %2 的文件夹下', 'Choose a path of that host, as its pages show it.', '请选择该主机页面上显示的路径。'),
  P182: entry(409, 'This backup was made on the other mirror member.', '此备份是在另一镜像成员上制作的。', 'Limit the restore to mirrored databases.', '请将还原限制为镜像数据库。'),
  P183: entry(409, 'A backup that was made on an async member can only make new copies on async members', '在异步成员上制作的备份只能用于在异步成员上创建新副本', 'Use a backup that was made on a failover member.', '请使用在故障转移成员上制作的备份。'),
  P300: entry(409, 'Namespace %1 already exists', '命名空间 %1 已存在', 'Choose another name.', '请选择其他名称。'),
  P301: entry(422, '%1 cannot be the name of a namespace', '%1 不能作为命名空间的名称', 'Begin with a letter or %, then letters, digits, - and _; at most 64 characters.', '请以字母或 % 开头, 后接字母、数字、- 和 _; 最多64个字符。'),
  P302: entry(409, 'Namespace %1 belongs to the system and stays as it is', '命名空间 %1 属于系统, 不能更改', 'Create a namespace of your own.', '请创建您自己的命名空间。'),
  P303: entry(422, '%1 cannot be mapped', '无法映射 %1', 'Enter a name, or the beginning of names followed by *, such as Person or Person*.', '请输入名称, 或名称的开头加 *, 例如 Person 或 Person*。'),
  P304: entry(409, 'Namespace %1 already maps %2', '命名空间 %1 已映射 %2', 'Delete that mapping first.', '请先删除该映射。'),
  P305: entry(409, 'The statement was cancelled', '该语句已取消', 'Nothing has been changed.', '没有任何更改。'),
  P306: entry(409, 'The statement took longer than %1 seconds and was stopped', '该语句的执行时间超过 %1 秒, 已被停止', 'Nothing has been changed. Ask for less, or join tables by a condition.', '没有任何更改。请缩小查询范围, 或为表连接添加条件。'),
  P307: entry(409, 'The rows were changed by others all the time', '这些行一直在被其他作业更改', 'Nothing has been changed. Try again in a moment.', '没有任何更改。请稍后重试。'),
  P308: entry(409, 'The statement would change more than %1 rows', '该语句将更改超过 %1 行', 'Nothing has been changed. Do it in several parts.', '没有任何更改。请分几次执行。'),
  P560: entry(409, 'The stored definition of table %1 is not executed, because of: %2', '不执行表 %1 的已存储定义，原因：%2', 'Correct the definition in ^oddSQL, or drop the table and create it again.', '请更正 ^oddSQL 中的定义，或删除该表后重新创建。'),
  P561: entry(422, '%1 cannot be used in SQL here', '%1 不能在此处的SQL中使用', 'Use another function; nothing outside the tables of the namespace can be reached.', '请使用其他函数；无法访问命名空间的表以外的任何内容。'),
  P309: entry(503, 'The SQL process ended unexpectedly: %1', 'SQL进程意外结束: %1', 'Nothing has been changed. Execute the statement again.', '没有任何更改。请重新执行该语句。'),
  P331: entry(422, 'The dejournal filter %1 cannot be used: %2', '无法使用Dejournal过滤器 %1: %2', 'Correct the class and save again.', '请更正该类后重新保存。'),
  P332: entry(422, '%1 cannot be the name of a dejournal filter', '%1 不能作为Dejournal过滤器的名称', 'Begin with Z or z, then letters and digits, 31 at most.', '请以 Z 或 z 开头, 后接字母和数字, 最多31个字符。'),
  P333: entry(409, 'The dejournal filter %1 is used by mirror %2', '镜像 %2 正在使用Dejournal过滤器 %1', 'Remove it from that mirror first.', '请先将其从该镜像中移除。'),
  P400: entry(409, 'Version %1 cannot be replaced by version %2, which is older', '版本 %1 不能被更旧的版本 %2 替换', 'There is no way back from an upgrade: an older version cannot be relied on to read what a newer one wrote. A new lab (npm run lab:reset) begins with the older one.', '升级后无法回退: 旧版本不保证能读取新版本写入的内容。新的实验环境 (npm run lab:reset) 从旧版本开始。'),
  P401: entry(409, 'Version %1 does not download mirrored databases', '版本 %1 不支持下载镜像数据库', 'Bring a copy of the database (backup and restore, or its file), or upgrade the instance on the Lab page.', '请带来该数据库的副本 (备份并还原, 或复制其文件), 或在实验环境页面上升级该实例。'),
  P402: entry(409, 'No other member has a valid copy of mirrored database %1 to download (%2)', '没有其他成员拥有可供下载的镜像数据库 %1 的有效副本 (%2)', 'A valid copy is mounted, activated, caught up, and has its FailoverDB flag set. See that a member that has one is running, then try again.', '有效副本须已装载、已激活、已追赶完成且设置了FailoverDB标志。请确认拥有该副本的成员正在运行, 然后重试。'),
  P403: entry(409, 'Download of database %1 failed: %2', '数据库 %1 下载失败: %2', 'Nothing of it was left behind. It is tried again by itself; mend the cause named here.', '未留下任何部分文件。系统会自动重试; 请解决此处指出的原因。'),
  P404: entry(409, 'Database %1 is empty and awaits its download', '数据库 %1 为空, 正在等待下载', 'Wait until it has been downloaded: it is activated and caught up by itself then.', '请等待下载完成: 之后会自动激活并追赶。'),
  P405: entry(409, 'The copy of mirrored database %1 on this member cannot be downloaded by others', '此成员上镜像数据库 %1 的副本不能供其他成员下载', 'It must be activated and caught up, with its FailoverDB flag set.', '该副本须已激活、已追赶完成且设置了FailoverDB标志。'),
  '<SQLCODE: -1>': entry(422, '[SQLCODE: <-1>:<Invalid SQL statement>] [%msg: <%1>]', '[SQLCODE: <-1>:<SQL语句无效>] [%msg: <%1>]', 'Correct the statement.', '请更正该语句。'),
  '<SQLCODE: -25>': entry(422, '[SQLCODE: <-25>:<Input encountered after end of query>] [%msg: <%1>]', '[SQLCODE: <-25>:<查询结束后仍有输入>] [%msg: <%1>]', 'Execute one statement at a time.', '请一次执行一条语句。'),
  '<SQLCODE: -29>': entry(422, '[SQLCODE: <-29>:<Field not found in the applicable tables>] [%msg: <%1>]', '[SQLCODE: <-29>:<在适用的表中找不到字段>] [%msg: <%1>]', 'The list of tables shows the fields of each.', '表列表中显示了每个表的字段。'),
  '<SQLCODE: -30>': entry(422, '[SQLCODE: <-30>:<Table or view not found>] [%msg: <%1>]', '[SQLCODE: <-30>:<找不到表或视图>] [%msg: <%1>]', 'Look at the list of tables, and at the namespace you are in.', '请查看表列表以及当前所在的命名空间。'),
  '<SQLCODE: -51>': entry(422, '[SQLCODE: <-51>:<SQL statement expected>] [%msg: <%1>]', '[SQLCODE: <-51>:<此处应为SQL语句>] [%msg: <%1>]', 'SELECT, EXPLAIN, INSERT, UPDATE, DELETE, CREATE TABLE, CREATE INDEX, ALTER TABLE … ADD or DROP COLUMN, DROP TABLE and DROP INDEX can be executed.', '可执行 SELECT、EXPLAIN、INSERT、UPDATE、DELETE、CREATE TABLE、CREATE INDEX、ALTER TABLE … ADD 或 DROP COLUMN、DROP TABLE 和 DROP INDEX。'),
  '<SQLCODE: -104>': entry(422, '[SQLCODE: <-104>:<Field validation failed in INSERT or UPDATE>] [%msg: <%1>]', '[SQLCODE: <-104>:<INSERT或UPDATE中的字段验证失败>] [%msg: <%1>]', 'Nothing has been changed. Enter a value of the type of the field.', '没有任何更改。请输入符合字段类型的值。'),
  '<SQLCODE: -108>': entry(422, '[SQLCODE: <-108>:<Required field missing; INSERT or UPDATE not allowed>] [%msg: <%1>]', '[SQLCODE: <-108>:<缺少必填字段; 不允许INSERT或UPDATE>] [%msg: <%1>]', 'Nothing has been changed. Give the field a value.', '没有任何更改。请为该字段提供值。'),
  '<SQLCODE: -119>': entry(409, '[SQLCODE: <-119>:<UNIQUE or PRIMARY KEY constraint failed uniqueness check>] [%msg: <%1>]', '[SQLCODE: <-119>:<UNIQUE或PRIMARY KEY约束的唯一性检查失败>] [%msg: <%1>]', 'Nothing has been changed. Another row has this value.', '没有任何更改。另一行已有该值。'),
  '<SQLCODE: -124>': entry(409, '[SQLCODE: <-124>:<FOREIGN KEY constraint failed referential check>] [%msg: <%1>]', '[SQLCODE: <-124>:<FOREIGN KEY约束的引用检查失败>] [%msg: <%1>]', 'Nothing has been changed. The row that is referred to must exist, and stay.', '没有任何更改。被引用的行必须存在且保留。'),
  '<SQLCODE: -201>': entry(409, '[SQLCODE: <-201>:<Table or view name not unique>] [%msg: <%1>]', '[SQLCODE: <-201>:<表或视图名称不唯一>] [%msg: <%1>]', 'Choose another name, or drop the table first.', '请选择其他名称, 或先删除该表。'),
  '<SQLCODE: -306>': entry(409, '[SQLCODE: <-306>:<Column with this name already exists>] [%msg: <%1>]', '[SQLCODE: <-306>:<已存在同名的列>] [%msg: <%1>]', 'Choose another name.', '请选择其他名称。'),
  '<SQLCODE: -324>': entry(409, '[SQLCODE: <-324>:<Index with this name already defined>] [%msg: <%1>]', '[SQLCODE: <-324>:<已定义同名的索引>] [%msg: <%1>]', 'Choose another name.', '请选择其他名称。'),
  '<SQLCODE: -333>': entry(404, '[SQLCODE: <-333>:<No such index defined>] [%msg: <%1>]', '[SQLCODE: <-333>:<未定义该索引>] [%msg: <%1>]', 'Catalog Details of the table lists its indexes.', '表的“目录详细信息”中列出了其索引。'),
  '<SQLCODE: -400>': entry(409, '[SQLCODE: <-400>:<Fatal error occurred>] [%msg: <%1>]', '[SQLCODE: <-400>:<发生致命错误>] [%msg: <%1>]', 'Nothing has been changed.', '没有任何更改。'),
  P200: entry(409, 'The mirror journal log %1 exists and is whole', '镜像日志记录 %1 已存在且完好', 'Nothing needs to be done.', '无需任何操作。'),
  P201: entry(409, 'Journal file %1 belongs to another mirror of the same name', '日志文件 %1 属于另一个同名镜像', 'Move that file out of the journal directory, then rebuild again.', '请将该文件移出日志目录, 然后重新重建。'),
  P202: entry(409, 'Mirror journal file #%1 is missing between the others', '镜像日志文件中缺少 #%1', 'Bring that file back into the journal directory, or move the older ones away, then rebuild again.', '请将该文件放回日志目录, 或移走更早的文件, 然后重新重建。'),
  P203: entry(409, 'Journal file %1 cannot be read', '无法读取日志文件 %1', 'Check the file with Integrity Check, or copy it from another member.', '请对该文件执行完整性检查, 或从其他成员复制。'),
  P204: entry(409, 'Journal file %1 is damaged: %2', '日志文件 %1 已损坏: %2', 'Copy the file from another member; make a new backup of the databases that would need it.', '请从其他成员复制该文件; 并为需要它的数据库创建新的备份。'),
  P206: entry(409, 'No journal file may go now', '现在没有可清除的日志文件', 'Each row says what keeps the file.', '每一行都说明保留该文件的原因。'),
  P207: entry(409, 'A failover member of a mirror always freezes on a journal error', '镜像的故障转移成员在日志出错时始终冻结', 'The setting counts again once this instance is no failover member.', '此实例不再是故障转移成员后, 该设置重新生效。'),
  P208: entry(409, 'Mirrored database %1 is written here: it may never be written without a journal, so this instance freezes on a journal error', '镜像数据库 %1 在此处写入: 不得在没有日志的情况下写入, 因此此实例在日志出错时冻结', 'The setting counts again once no mirrored database is written here.', '此处不再写入镜像数据库后, 该设置重新生效。'),
  P209: entry(409, 'Journaling is disabled, and mirrored database %1 is never written without a journal', '日志记录已禁用, 而镜像数据库 %1 不得在没有日志的情况下写入', 'Mend the journal disk, then Start Journaling on the Journals page.', '请修复日志磁盘, 然后在日志页面上启动日志记录。'),
  P210: entry(409, 'Journaling is running', '日志记录正在运行', 'Nothing needs to be done.', '无需任何操作。'),
  P211: entry(409, 'Journaling is disabled since the journal could not be written (%1)', '日志记录已禁用, 因为无法写入日志 (%1)', 'Mend the journal disk, then Start Journaling on the Journals page.', '请修复日志磁盘, 然后在日志页面上启动日志记录。'),
  P220: entry(409, 'This instance belongs to %1 mirrors already, as many as a reporting async may', '此实例已属于 %1 个镜像, 这是报告异步成员的上限', 'Leave one of them first (Edit Async).', '请先离开其中一个镜像 (编辑异步)。'),
  P221: entry(409, 'Mirror %1 uses the SSL/TLS configurations of this instance, too', '镜像 %1 也在使用此实例的SSL/TLS配置', 'Leave without deleting them; delete them when you leave the last mirror that uses them.', '离开时请勿删除这些配置; 离开最后一个使用它们的镜像时再删除。'),
  P212: entry(409, 'Nothing is dejournaled into database %1 now', '当前没有向数据库 %1 重放日志', 'See its status on the Mirror Monitor.', '请在镜像监视器中查看其状态。'),
  P213: entry(409, 'Mirrored database %1 is active on this member, which is the primary', '镜像数据库 %1 在此主成员上处于活动状态', 'To go back to the backup: remove the database from the mirror, restore it (it is an ordinary database then), and add it to the mirror again. To mend a damaged file: dismount it and restore it; it catches up by itself.', '要回到备份的状态: 将数据库从镜像中移除, 还原 (此时为普通数据库), 再添加到镜像。要修复损坏的文件: 卸载后还原, 它会自动追赶。'),
  P214: entry(422, 'The moment %1 lies before the backup, which holds the databases as they were at %2', '时间点 %1 早于备份, 备份中的数据库为 %2 时的状态', 'Choose a later moment, or an earlier backup.', '请选择更晚的时间点, 或更早的备份。'),
  P215: entry(409, 'Backup %1 is needed to restore %2', '还原 %2 需要备份 %1', 'Confirm that they may become useless, or delete them first.', '请确认它们可以失效, 或先删除它们。'),
  P216: entry(503, 'Journaling cannot be started: %1', '无法启动日志记录: %1', 'Free disk space, or mend the disk of the journal directory, then start it again.', '请释放磁盘空间或修复日志目录所在的磁盘, 然后重新启动。'),
  P205: entry(409, 'No other journal file could be begun: %1', '无法开始新的日志文件: %1', 'There are at most 999 journal files a day; choose a larger file size in the Journal Settings.', '每天最多有999个日志文件; 请在日志设置中选择更大的文件大小。'),
} satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof errorCatalogue;
export type Locale = 'en' | 'zh';

/** An expected "no". `field` is the name of the form field to mark; `args` fill `%1`… in catalogue order. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly args: readonly string[];
  readonly field?: string;
}

/** What every command and every refusable query answers. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const accepted = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refused = (code: ErrorCode, args: readonly string[] = [], field?: string): Outcome<never> => ({
  ok: false,
  refusal: { code, args, ...(field ? { field } : {}) },
});

/** Words among the insertions are translated, names are not. */
function insert(text: string, { code, args }: Refusal, locale: Locale): string {
  const words = wordPositions[code];
  return text.replace(/%(\d)/g, (_, digit) => {
    const at = Number(digit) - 1;
    const inserted = args[at] ?? '';
    return words?.includes(at) ? insertionText(inserted, locale) : inserted;
  });
}

/** The sentence as the product prints it: `ERROR #2118: …` / `错误 #2118: …`; run-time errors carry their own brackets. */
export function refusalText(refusal: Refusal, locale: Locale): string {
  const text = insert(errorCatalogue[refusal.code][locale], refusal, locale);
  if (refusal.code.startsWith('<')) return text;
  return locale === 'en' ? `ERROR #${refusal.code}: ${text}` : `错误 #${refusal.code}: ${text}`;
}

/** The sentence without its number: of a warning, or of something to agree to, where nothing was refused. */
export const sentenceText = (refusal: Refusal, locale: Locale) => insert(errorCatalogue[refusal.code][locale], refusal, locale);

/** What the person can do about it: one sentence. */
export function wayOutText(refusal: Refusal, locale: Locale): string {
  return insert(errorCatalogue[refusal.code].wayOut[locale], refusal, locale);
}
