// What diagnostics say, in Simplified Chinese: the sentence and what to do. The engine speaks English; an id that is not
// here keeps its words.
export const zhDiagnostics: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  'balancer-bytes-not-used': [
    '负载均衡器的部分流量未计入：没有这个负载均衡器，或数值不合理。',
    '权重 `balancer-bytes` 的查询应按标签 `namespace`、`service`（及 `cluster`）给出每秒字节数，且该 Service 已有地址。',
  ],
  'balancer-bytes-unknown': [
    '负载均衡器有按 GiB 的价格，但没有数据说明其处理的流量：这里只计其时长费用。',
    '请用云厂商导出器的查询给出：`--weight balancer-bytes=PROMQL`，按 `namespace` 与 `service` 的每秒字节数。',
  ],
  'bill-not-applied': ['账单属于另一时段，或没有成本：未调整费率。', '请查询账单的时段，或去掉其起止时间。'],
  'budget-exceeded': [
    '支出超过了预算在该时间窗口内的份额；金额为超出的部分。',
    '用 `prorata explain` 查看其构成；预算过低时请提高。',
  ],
  'budget-kept': ['支出没有超过预算在该时间窗口内的份额。', ''],
  calibrated: ['费率按同一系数调整，使成本等于账单。', ''],
  'calibration-suspicious': ['账单不到计算结果的五分之一，或超过其五倍。', '请核对账单。'],
  'claim-without-volume': [
    'Pod 挂载了一个声明（PVC），但不知其背后的卷或大小：此处不计费用。',
    '请让 kube-state-metrics 导出 `kube_persistentvolume_capacity_bytes` 和 `kube_persistentvolumeclaim_info`（`--resources` 含 persistentvolumes 与 persistentvolumeclaims，并授予列出它们的权限）。',
  ],
  'clock-skew': [
    '容器在其 Pod 开始之前就有样本：时钟不一致，按较晚的时间计费。',
    '请同步节点、API server 与 Prometheus 的时钟（NTP）。',
  ],
  'cluster-label-partial': [
    '部分序列带有集群名，部分没有，同一集群可能显示为两个。',
    '请为每个 Prometheus 设置外部标签 `cluster`，或用 `--cluster` 使用相同的集群名。',
  ],
  'clusters-mixed': [
    '两台同名机器或两个同名 Pod 同时运行：可能是两个集群，却没有标签区分。',
    '请为每个集群的 Prometheus 设置外部标签 `cluster`，或用 `--match` 只查询其中一个。',
  ],
  'commitment-unused': ['承诺的节点多于实际运行的节点，其余未计入。', '若没有其他集群使用，请写入 `lines`。'],
  'config-not-used': ['配置中有未被使用的内容。', ''],
  'container-never-scraped': [
    '容器运行过，但没有任何抓取看到其用量：按申请量计费。',
    '请检查其节点的 kubelet 是否被抓取（cAdvisor 任务的 `up`）。',
  ],
  'container-without-data': [
    '容器既没有申请量也没有用量样本，以零成本列出。',
    '请检查其所在节点的 cAdvisor 是否被抓取。',
  ],
  'counter-origin-unknown': ['CPU 计数器在时段内才出现，而其 Pod 更早开始；此前的计数不计费。', ''],
  'counter-reset': ['CPU 计数器重新开始（如重启后）；其后的计数即为增量。', ''],
  'currency-without-rate': [
    '价格所用货币没有汇率，未使用该价格。',
    '请在 `extends: builtin` 的价格文件中写明 `exchangeRates`。',
  ],
  'discounted-to-nothing': ['100 % 的折扣使节点（或其 CPU、内存）没有成本。', '请更正该折扣，或将其去掉。'],
  'disk-without-node': [
    '价格中的某个磁盘或附加费用属于不存在的节点，未计入。',
    '请使用结果中显示的节点名，或去掉该项。',
  ],
  'duplicate-exporters': [
    '某任务同时多次显示同一台机器：导出器重复运行，或 Prometheus 副本未合并。取较大的值。',
    '请只抓取一个 kube-state-metrics，每个 kubelet 只抓取一次；使用 Thanos 或 Mimir 时请合并副本。',
  ],
  'duplicate-samples': [
    '同一序列在同一时间有两个样本，取较大者。',
    '请检查是否有两个抓取任务或两个 Prometheus 副本写入相同的序列。',
  ],
  'duplicate-scrape-jobs': ['两个抓取任务提供同一容器的用量，取序列较多者。', '请去掉其中一个 cAdvisor 抓取任务。'],
  'exported-currency-unknown': [
    '价格不是美元，也没有说明导出价格是哪种货币：按价格文件的货币计算。',
    '请在价格文件中写明 `exportedCurrency`；若是另一种货币，再用 `exchangeRates` 写明其汇率。',
  ],
  'exported-price-zero': [
    '导出的价格为 0：这不是价格，改用下一个价格来源。',
    '请检查写出它的导出器；若确实如此，请在价格文件中写 `free` 或一个很小的价格。',
  ],
  'filter-matches-nothing': ['没有工作负载符合筛选条件，只能显示闲置。', '请按存在的值筛选。'],
  'gpu-activity-impossible': [
    'GPU 显示的活动超过 100%，该小时不计入；没有申请时其使用不计费。',
    '请查看 dcgm-exporter 的版本，以及对其序列求和的规则。',
  ],
  'gpu-device-shared': [
    '多个容器显示同一 GPU 的总用量；按申请量分摊，只计一次：与申请者共用而自己未申请的容器不分摊。',
    '请让每个使用 GPU 的容器申请 GPU。MIG 切片中的 GPU 按切片分别计量。',
  ],
  'gpu-price-looks-like-instance': [
    'GPU 的价格像是含多块 GPU 的整台实例的价格。',
    '请写明 `priceScope: instance` 与 `gpusPerInstance`，或 `gpu`。',
  ],
  'gpu-price-without-gpu': [
    '节点有 GPU 价格，但没有提供任何已知为 GPU 的资源；该价格未使用。',
    '用 `kubectl describe node` 查看其资源，并在配置文件的 `gpuResources` 中说明其单位；若没有 GPU 资源，请检查 GPU 驱动与 device plugin。',
  ],
  'gpu-resource-unknown': [
    '有一种资源像是 GPU 或其他加速器，但不知其单位是一块的几分之几，未计费。',
    '请在配置文件的 `gpuResources` 中说明其单位。',
  ],
  'gpu-share-inferred': [
    '节点提供的 GPU 多于其设备数，且没有标签说明它们是共享的：按共享计。',
    '若确为共享则无需处理；否则请将节点提供的数量与 `nvidia.com/gpu.count` 及 DCGM 对照。',
  ],
  'gpu-share-unknown': [
    '不知道节点的共享单位对应多少块物理 GPU，每个单位按比例表计。',
    '请让 GPU feature discovery 为节点打上标签（`nvidia.com/gpu.count`、`nvidia.com/gpu.replicas`），或为该资源指定比例。',
  ],
  'gpu-shared-units': [
    '容器申请了多个共享 GPU 单位：每个都计费，但得到的算力并不比一个多。',
    '请只申请一个单位，或申请独占 GPU。',
  ],
  'gpu-split-nothing': [
    '节点的 GPU 分不到其价格的任何部分：CPU 与内存的费用已不低于该价格，或占去了全部份额。',
    '请检查价格与份额（`nodeSplit` 或 `costWeights` 的 `gpu`），或使用 `nodeSplit: {method: ratio}`。',
  ],
  'histogram-samples': ['已跳过原生直方图样本。', ''],
  'idle-coefficients-not-used': [
    '给出了闲置分摊的比例，但闲置并不分摊：这些比例没有使用。',
    '请改为分摊闲置（`idle: share`），或去掉这些比例。',
  ],
  'impossible-amount': ['申请量、容量、卷大小或流量为负，或大得不可能，已忽略。', '请检查写入该值的导出器。'],
  'impossible-counter': ['CPU 时间或字节计数器的跳变超出任何机器的能力，该跳变已忽略。', '请检查写入该序列的导出器。'],
  'impossible-memory': ['内存样本为负，或超出任何机器的规模，已忽略。', '请检查写入该序列的导出器。'],
  'impossible-price': ['导出的价格为负或超出任何价格，已忽略：改用下一个价格来源。', '请检查写入该值的导出器。'],
  'impossible-times': ['时间不可能的样本已忽略。', ''],
  'label-not-found': [
    '没有对象带有此标签或注解。',
    '请使用数据中存在的。kube-state-metrics 只导出其 `--metric-labels-allowlist` 与 `--metric-annotations-allowlist` 所列的标签和注解。',
  ],
  'labels-changed': [
    'Pod、命名空间或节点的标签有变化；全部时间都按最后的标签计。',
    '若有影响，请将变化前后的时间分开查询。',
  ],
  'labels-not-exported': [
    '没有找到 Pod 或命名空间的标签，无法按标签分组或筛选。',
    '请以 `--metric-labels-allowlist=pods=[*],namespaces=[*]` 启动 kube-state-metrics，或只列出所需的标签。',
  ],
  'limits-unknown': [
    '价格模板按资源上限（limit）计，但其匹配的 Pod 没有上限，或未查询上限：按申请量计。',
    '请设置上限，或使用 `basis: request`。价格文件用到上限时会向服务器查询；录制时请给 `prorata record` 带有这些价格的 `--config`。',
  ],
  'line-without-cluster': ['价格中的一行所指的集群不存在，未计入。', '请使用结果中的集群名。'],
  'merge-gap': ['合并的各部分之间有一段时间未被覆盖。', '请将该时段的部分一并合并。'],
  'merge-missing-shard': ['合并的某段时间缺少一个节点分片。', '请合并每段时间的全部 `K/N` 分片。'],
  'mig-layout-impossible': [
    '节点提供的 MIG 设备超出其显卡所能容纳：该布局不予采信，各设备按规格比例分摊显卡的成本。',
    '请将节点标签 `nvidia.com/gpu.count` 与 MIG 配置同其实际显卡比对。',
  ],
  'mig-profile-unknown': [
    '节点提供的 MIG 设备规格是任何显卡都没有的，按其名称中的数字计算。',
    '请与 `nvidia-smi mig -lgip` 对照，或在配置文件中用 `gpuResources` 说明其单位。',
  ],
  'missing-cpu-usage': [
    '没有找到任何容器的 CPU 计数器：CPU 按申请量计费。',
    '请抓取 kubelet 的 `/metrics/cadvisor`，并保留 `container_cpu_usage_seconds_total`。',
  ],
  'missing-memory-usage': [
    '没有找到任何容器的内存样本：内存按申请量计费。',
    '请抓取 kubelet 的 `/metrics/cadvisor`，并保留 `container_memory_working_set_bytes`。',
  ],
  'missing-mounts': [
    '无法得知哪些 Pod 使用哪些存储卷声明：存储卷由声明所在的命名空间承担。',
    '请检查 kube-state-metrics 是否导出 `kube_pod_spec_volumes_persistentvolumeclaims_info`。',
  ],
  'missing-owners': [
    'ReplicaSet 没有说明所属对象，其 Pod 无法归入 Deployment。',
    '请检查 kube-state-metrics 是否导出 `kube_replicaset_owner`（`--resources` 含 replicasets）。',
  ],
  'missing-pod-times': [
    'Pod 没有说明何时开始：按其首末样本计算存续时间。',
    '请检查 kube-state-metrics 是否导出 `kube_pod_start_time` 与 `kube_pod_completion_time`。',
  ],
  'missing-requests': [
    '没有容器有申请量，工作负载只按用量计费，GPU 完全不计。',
    '请检查 kube-state-metrics 是否导出 `kube_pod_container_resource_requests`（`--resources` 含 pods）。',
  ],
  'network-bill-not-used': [
    '价格中有全部流量的账单，但各类流量已有单独价格，账单未使用。',
    '请去掉 `monthlyBill`，或将差额写为一项 `lines`。',
  ],
  'network-bill-of-nobody': [
    '无法得知各 Pod 发送了多少流量：全部流量的账单计为开销。',
    '请抓取 kubelet 的 `/metrics/cadvisor`，并保留 `container_network_transmit_bytes_total`。',
  ],
  'no-finite-samples': ['响应中只有 NaN 或无穷大的样本，视为缺失。', '请检查导出器或记录规则。'],
  'node-capacity-vanished': [
    '节点仍在运行，但其某种资源的容量变为 0：此后节点的这部分不计费，其 Pod 的费用记为负的闲置。',
    '请用 `kubectl describe node` 查看该节点：kubelet、驱动或设备插件重启时会这样。',
  ],
  'node-labels-not-exported': [
    '没有找到节点的标签：机型、地域与可用区未知，按机型的价格无法匹配。',
    '请以 `--metric-labels-allowlist=nodes=[*]` 启动 kube-state-metrics。',
  ],
  'node-overcommitted': [
    '节点上计费的量超过其容量，因为 Pod 用了他人申请的资源：此时闲置为负。',
    '请按用量提高申请量，或增加节点。',
  ],
  'node-replaced': ['同名节点由另一台机器接替。', '无需处理：两者分别列出，各按自己的时段计价。'],
  'node-without-capacity': [
    '节点没有或不知其 CPU 或内存容量：两者皆无时其成本等于其 Pod 的计费，且没有闲置；只缺一项时，Pod 在该项的计费为负闲置。',
    '请检查 kube-state-metrics 是否导出 `kube_node_status_capacity`，并用 `kubectl describe node` 查看节点。',
  ],
  'node-without-inventory': [
    'Pod 运行在 `kube_node_info` 未列出的节点上，该节点没有容量与闲置数据。',
    '请检查 kube-state-metrics 是否导出 `kube_node_info` 与 `kube_node_status_capacity`。',
  ],
  'non-finite-samples': ['NaN 或无穷大的样本已忽略：其代表的量在该处未知。', '请检查写入该指标的导出器或记录规则。'],
  'object-backed-volume': ['该卷背后是对象存储，作为块存储不计费用。', '请把存储桶的费用写成价格文件中的一行。'],
  'pod-between-scrapes': [
    '容器在抓取看到其用量之前就已结束：按申请量计费。',
    '若此类 Pod 重要，请更频繁地抓取 cAdvisor。',
  ],
  'pod-beyond-fargate': [
    'Fargate 的 Pod 申请超过 16 vCPU 或 120 GiB，没有这样的规格：按其申请量计费。',
    '请检查导出其申请量的组件，以及其节点是否属于 Fargate。',
  ],
  'pod-outside-node': ['Pod 的生命周期超出其节点的生命周期，已截断。', ''],
  'pod-start-later': [
    'Pod 的开始时间晚于它最后一次出现的时间：从首次出现起计费。',
    '请比对时钟；`kube_pod_start_time` 以秒为单位。',
  ],
  'pod-without-inventory': [
    'Pod 有用量，但 kube-state-metrics 中没有它：归属、uid 与准确的生命周期未知。',
    '请检查 kube-state-metrics 是否被抓取，以及能否看到所有命名空间。',
  ],
  'pod-without-owner': [
    'Pod 没有可用于分组的控制器。',
    '若是手动启动的则无需处理；否则请检查 `kube_pod_info` 是否保留 `created_by_kind` 与 `created_by_name` 标签。',
  ],
  'price-changed': ['导出的价格在时段内发生了变化。', '若价格确实变化则无需处理，否则请检查其导出器。'],
  'price-contradicted': [
    '两条价格规则同时匹配同一对象且价格不同，采用第一条。',
    '请为其中一条增加条件，或把正确的一条放在前面。',
  ],
  'price-of-another-region': ['节点使用了其类型在另一地域的参考价格。', '请在 `instances` 中写入其地域的价格。'],
  'price-unit-suspicious': ['价格与常见价格相差甚远，单位可能有误。', '请核对 `units` 或价格。'],
  'price-without-effect': [
    '一条价格规则从未生效：没有对象满足其条件，或前面的规则已全部匹配。',
    '请与 `prorata assets` 的结果核对条件，把它移到前面，或删除它。',
  ],
  'price-without-node': [
    '导出的价格不属于任何已知节点，未使用。',
    '其 `node` 与集群标签须与 `kube_node_info` 一致：请查看 `honor_labels` 与重标记规则。',
  ],
  'price-zero': ['价格为 0：视为没有价格，而不是免费。', '请去掉它，或写明实际价格。'],
  'prices-from-the-future': ['某个价格的 `asOf` 是尚未到来的日期。', '请更正该日期。'],
  'prices-not-used': ['价格文件中有未被使用的内容。', ''],
  'prices-stale': ['价格是一年多以前的。', '请更新价格与 `asOf`。'],
  'query-given-up': [
    '查询被拒绝，且无法再拆小。',
    '请调大服务器的限制（`--query.max-samples`、`--query.timeout`），缩短时段或增大步长。',
  ],
  'recorded-error': ['录制文件中含有错误响应，缺少该查询的数据。', '请重新录制。'],
  'recording-damaged': ['录制文件已损坏或缺少响应；能够读取的部分已计入。', '请重新复制该文件，或重新录制。'],
  'samples-outside-window': ['样本的时间不在所请求的范围内，已忽略。', '请检查数据源的时钟，或改写其响应的组件。'],
  'scrape-gap': [
    '此时没有任何容器的用量样本：CPU 由前后的计数器补足，内存按申请量计费。',
    '请检查该时段的 Prometheus 与 kubelet 抓取任务。',
  ],
  'scrape-interval-unknown': ['无法测得抓取间隔，按 1 分钟计。', ''],
  'service-not-found': [
    '没有已知属于某个 Service 的 Pod。',
    '请抓取 OpenCost 导出器的 `service_selector_labels`，并让 kube-state-metrics 导出 Service 选择所用的标签。',
  ],
  'share-matches-nothing': ['分摊规则没有匹配到任何有成本的对象。', '请检查其写法；不带该规则的结果会列出现有对象。'],
  'share-without-receivers': ['在某一步中分摊规则没有承担者，其成本留在原处。', '请保留一些不属于任何规则的对象。'],
  'share-without-weights': ['分摊依据的量没有任何承担者拥有，该处改按成本分摊。', '若不符合预期，请换一种分摊方式。'],
  'source-warned': ['数据源表示有数据缺失。', '成本为下限。请检查查询层后面的存储或副本。'],
  'step-longer-than-window': ['步长大于时间窗口，因此被截短。', '请选择更短的步长、更长的时间窗口，或步长 `window`。'],
  'text-cut-short': ['OpenMetrics 文本没有以“# EOF”结尾，可能缺少一部分。', '请重新复制或导出。'],
  'text-duplicates': ['有序列在同一时刻有多个值，取最大值。', '请检查是否把不同集群或副本的文件当作同一个读取。'],
  'text-metrics': [
    '成本由文本指标计算，只有其中的样本可用。',
    '文本不标明序列在何处结束；计数器在两个样本之间视为均匀增长。样本相隔太远时，请更频繁地抓取。',
  ],
  'text-without-times': [
    '样本没有自己的时间，以其文件的写入时间为准。',
    '请保持文件原样（`cp -p`），或抓取带时间的样本。',
  ],
  'totals-without-charged': [
    '服务器没有给出各区间内的计费量：按平均请求量与平均使用量中的较大者计费，与 `average` 方法相同。',
    '请查看 `cpu_charged` 和 `ram_charged` 查询的结果，或用 `prorata rules` 给出的规则让服务器预先记录。',
  ],
  'traffic-counter-reset': [
    '字节计数器重新开始。它按整点查询，因此该小时内重置前的计数不计费。',
    '请查看 network-costs DaemonSet 为何重启。缺失的至多是该 Pod 在不足一小时内的发送量。',
  ],
  'traffic-origin-unknown': [
    '字节计数器在时段内才出现，而其 Pod 更早开始；此前的计数不计费。',
    '若数据在时段内才开始，无需处理；否则请查询更早开始的时段。',
  ],
  'traffic-without-classes': [
    'Pod 有发送流量，但既不知其类别，也没有账单：此处不计费。',
    '请运行 OpenCost 的 network-costs DaemonSet 以区分可用区、地域与公网；或在价格文件中写 `network: {monthlyBill: ...}`。',
  ],
  'unknown-recorded-query': ['录制文件含有此版本不认识的响应，已忽略。', '请使用更新版本的 prorata。'],
  unpriced: ['节点的某项资源没有价格，该部分未计入。', '请为其添加价格：`docs/prices.md`。'],
  'unpriced-charge': ['卷、负载均衡器或流量没有价格，未计入。', '请为其添加价格：docs/prices.md。'],
  'unpriced-disk': [
    '价格中没有节点自带磁盘的价格，未计入。',
    '请在 `defaults` 中写入 `disk`，或在节点价格中写 `disk: included`。',
  ],
  'unreadable-answer': ['有响应无法读取，已忽略。', '请检查数据源或其前面的代理发送了什么。'],
  'usage-after-end': [
    '容器在其 Pod 结束之后仍在使用 CPU 或内存：此后的用量不计费。',
    '请核对 Pod 的时间（`kube_pod_completion_time`、`kube_pod_info`）与其容器：其中之一有误。',
  ],
  'usage-beyond-node': [
    '容器的用量超过其整个节点容量的两倍：按该用量计费，节点的闲置成本为负。',
    '请检查导出或改写该用量的组件，以及其节点的 `kube_node_status_capacity`。',
  ],
  'usage-unknown': [
    '容器有一段时间没有用量样本，该段按申请量计费。',
    '短命的 Pod 与抓取中断会造成这种情况；若某容器始终没有样本，请检查 cAdvisor。',
  ],
  'usage-without-container': [
    '有用量序列不属于任何已知容器，已忽略。',
    '请检查抓取任务是否保留了 cAdvisor 的 namespace、pod 与 container 标签。',
  ],
  'volume-on-node': [
    '存储卷是节点自身磁盘上的路径，其费用已在节点中：不再另计。',
    '若它是单独计费的磁盘，请在 `volumes` 中添加一项。',
  ],
  'waiting-containers': [
    '容器在节点上等待启动，节点为其保留了申请量。',
    '请查看原因：镜像拉取失败或容器反复崩溃时，其申请量毫无用处。',
  ],
  'weight-not-used': [
    '分摊所依据的指标有一些序列未被使用：其值为负，或不对应任何承担者。',
    '查询须保留标签 namespace（或加上 pod），且结果不小于 0。',
  ],
  'weight-without-series': [
    '分摊规则所依据的指标没有数据，改按成本分摊。',
    '请在加载或录制数据时给出查询：`--weight NAME=PROMQL`。',
  ],
};
