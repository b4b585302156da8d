### أسباب رفض الأوامر. كل جملة تقوم بذاتها، و`rejection-lead` تقول ما بقي.

rejection-lead = لم يُنفّذ، ولم يُكتب شيء.
rejection-title = لم يُنفّذ
rejection-allowed = المتاح من هنا: { $commands }
rejection-override-hint = يمكنك تجاوز هذا بذكر السبب.
rejection-override-supervisor = يمكن للمشرف تجاوز هذا بذكر السبب.

rejection-not-granted = لا صلاحية لك في هذا المركز.
rejection-not-allowed = دورك لا يسمح بهذا.
rejection-not-found = لم يعد هذا موجودًا هنا.
rejection-already-exists = هذا موجود من قبل.
rejection-wrong-state = حالتها لا تسمح بهذا.
rejection-changed-since = غيّرها أحدهم بعد ذلك.
rejection-courier-not-active = لم يعد المندوب يعمل في هذا المركز.
rejection-courier-unchanged = هي لدى هذا المندوب أصلًا.
rejection-outside-shift = وردية المندوب لا تغطي النافذة.
rejection-skill-missing = تنقص المندوبَ مهارة تلزم هنا.
rejection-over-capacity = المركبة لا تتسع لهذا القدر.
rejection-over-cash-limit = سيُتجاوز حد النقد لدى المندوب.
rejection-parcel-elsewhere = الطرد لدى غيره.
rejection-proof-missing = الإثبات مطلوب. أضفه أو اذكر سبب الإعفاء منه.
rejection-collected-mismatch = المحصّل لا يساوي المستحق. اذكر سبب الفرق.
rejection-reason-missing = السبب مطلوب.
rejection-attempts-exhausted = استُنفدت كل المحاولات.
rejection-window-missing = تلزم نافذة جديدة.
rejection-window-invalid = النافذة تنتهي قبل أن تبدأ.
rejection-past-service-date = مضى يوم الخدمة.
rejection-too-late = فات وقت هذا التصحيح.
rejection-bad-phone = هذا ليس رقم جوال.
rejection-bad-point = الموقع خارج منطقة الخدمة.
rejection-bad-polygon = المضلّع يقطع نفسه أو ليس مغلقًا.
rejection-bad-field = قيمة أحد الحقول غير صحيحة.
rejection-bad-amount = هذا ليس مبلغًا صحيحًا.
rejection-name-missing = يلزم اسم بالعربية أو الإنجليزية.
rejection-open-work = ما زال هناك عمل مفتوح.
rejection-shift-overlaps = للمندوب وردية أخرى في هذا الوقت.
rejection-nothing-to-settle = لا نقد للتسوية.
rejection-variance-reason-missing = المعدود يختلف عن المتوقع. اذكر السبب.
rejection-already-claimed = تولاه غيرك.
rejection-already-resolved = حُلّ من قبل.
rejection-batch-touched = تغيّرت توصيلات من هذا الاستيراد بعد ذلك.
rejection-empty-selection = لا شيء محدد.
rejection-too-many-items = المحدد أكثر مما يُقبل دفعة واحدة.
rejection-too-large = الأمر أكبر من المسموح.
rejection-unknown-command = لا يعرف الخادم هذا الأمر. حدّث البرنامج.
rejection-malformed-command = صيغة الأمر غير صحيحة. حدّث البرنامج.
# سبب من إصدار آخر.
rejection-unknown = يذكر الخادم سببًا لا يعرفه هذا البرنامج: «{ $code }». حدّث البرنامج.

## The same with figures, where the rule gives them

rejection-wrong-state-detail = لا يمكن «{ $action }»: حالة التوصيلة { $state }.
rejection-changed-since-chosen = اختار { $who } المندوب { $courier } ({ $time }).
rejection-changed-since-detail = غيّرها { $who } بعد ذلك.
rejection-courier-not-active-detail = { $courier } ليس نشطًا: { $status }.
rejection-outside-shift-detail = وردية { $courier } لا تغطي النافذة.
rejection-skill-missing-detail = تنقص { $courier }: { $skills }.
rejection-over-capacity-detail = ستحمل المركبة { $plate } ما مقداره { $load } من { $capacity }.
rejection-over-cash-limit-detail = سيُتجاوز حد النقد لدى { $courier } بـ { $over }.
rejection-parcel-elsewhere-detail = الطرد في عهدة أخرى: { $custody }.
rejection-proof-missing-detail = الإثبات مطلوب: { $proof }. أضفه أو اذكر سبب الإعفاء منه.
rejection-collected-mismatch-detail = المحصّل { $collected } والمستحق { $due }. اذكر سبب الفرق.
rejection-attempts-exhausted-detail = استُنفدت { $attempts } من { $max } محاولات.
rejection-past-service-date-detail = مضى يوم الخدمة { $date }.
rejection-too-late-detail = التصحيح ممكن خلال { $hours } س فقط.
rejection-bad-field-detail = قيمة غير صحيحة: { $field }.
rejection-not-allowed-detail = «{ $action }» متاح لـ: { $roles }.
rejection-batch-touched-detail = تغيّرت { $reference } بعد الاستيراد.
rejection-overrule-by = يمكن أن يتجاوزه: { $roles }.
