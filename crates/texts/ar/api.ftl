### كلمات واجهة الخادم: عناوين الأخطاء بجانب رموزها، لمن يقرأ الردود.

api-error-unauthenticated = سجّل الدخول أولًا.
api-error-bad-credentials = الاسم أو كلمة المرور غير صحيحة.
api-error-token-expired = انتهت صلاحية رمز الدخول. استخدم رمز التجديد.
api-error-token-reused = استُخدم رمز التجديد هذا من قبل. أُغلقت كل جلسات هذا الجهاز.
api-error-forbidden = دورك لا يسمح بهذا.
api-error-no-grant = لا صلاحية لك في هذا المركز.
api-error-unknown-hub = لا مركز كهذا.
api-error-not-found = لا شيء كهذا هنا.
api-error-malformed-json = نص الطلب ليس JSON صحيحًا.
api-error-invalid-field = قيمة { $field } غير صحيحة.
api-error-body-too-large = نص الطلب أكبر من { $max } بايت.
api-error-too-many-items = الأمر الواحد يشمل { $max } عنصر على الأكثر.
api-error-seq-gap = تنقص أوامر قبل الرقم { $seq }.
api-error-seq-reused = الرقم { $seq } مستخدم لأمر آخر.
api-error-client-unknown = هذا العميل غير معروف. سجّله من جديد.
api-error-rate-limited = طلبات كثيرة. حاول من جديد بعد { $seconds } ث.
api-error-unsupported-version = إصدار البروتوكول هذا غير مدعوم هنا.
api-error-database-down = قاعدة البيانات لا تستجيب. حاول من جديد.
api-error-internal = حدث عطل في الخادم. رقمه { $request }.
api-error-shutting-down = الخادم قيد الإيقاف. حاول من جديد.
