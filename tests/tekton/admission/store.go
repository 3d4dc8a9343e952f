package admission

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/tektoncd/pipeline/pkg/apis/config"
	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/pipeline/pkg/apis/pipeline/v1beta1"
	"k8s.io/apimachinery/pkg/runtime"
	"knative.dev/pkg/apis"
	webhookjson "knative.dev/pkg/webhook/json"

	"tekton-intercepts.dev/tests/tekton/objects"
)

// resource is what the webhook needs of a kind: knative's GenericCRD.
type resource interface {
	apis.Defaultable
	apis.Validatable
	runtime.Object
}

// kinds are those of the webhook's that a package of Pipelines can hold.
var kinds = map[string]func() resource{
	"tekton.dev/v1 Pipeline":         func() resource { return &v1.Pipeline{} },
	"tekton.dev/v1 PipelineRun":      func() resource { return &v1.PipelineRun{} },
	"tekton.dev/v1 Task":             func() resource { return &v1.Task{} },
	"tekton.dev/v1 TaskRun":          func() resource { return &v1.TaskRun{} },
	"tekton.dev/v1beta1 Pipeline":    func() resource { return &v1beta1.Pipeline{} },
	"tekton.dev/v1beta1 PipelineRun": func() resource { return &v1beta1.PipelineRun{} },
	"tekton.dev/v1beta1 Task":        func() resource { return &v1beta1.Task{} },
	"tekton.dev/v1beta1 TaskRun":     func() resource { return &v1beta1.TaskRun{} },
	"tekton.dev/v1beta1 StepAction":  func() resource { return &v1beta1.StepAction{} },
	"tekton.dev/v1beta1 CustomRun":   func() resource { return &v1beta1.CustomRun{} },
}

// Context carries Tekton's default configuration, as of a cluster whose ConfigMaps are empty.
func Context() (context.Context, error) {
	features, err := config.NewFeatureFlagsFromMap(map[string]string{})
	if err != nil {
		return nil, err
	}
	defaults, err := config.NewDefaultsFromMap(map[string]string{})
	if err != nil {
		return nil, err
	}
	cfg := config.FromContextOrDefaults(context.Background())
	cfg.FeatureFlags, cfg.Defaults = features, defaults
	return apis.WithinCreate(config.ToContext(context.Background(), cfg)), nil
}

// Store gives the object as the cluster would store it: defaulted, and as v1 where that exists.
// The error is the webhook's refusal.
func Store(ctx context.Context, object objects.Object) (runtime.Object, error) {
	create := kinds[object.APIVersion+" "+object.Kind]
	if create == nil {
		return nil, fmt.Errorf("no kind of Tekton's: %s %s", object.APIVersion, object.Kind)
	}
	admitted := create()
	if err := webhookjson.Decode(object.Raw, admitted, true); err != nil {
		return nil, fmt.Errorf("cannot decode incoming new object: %w", err)
	}
	nameGenerated(admitted)
	admitted, err := defaultAndValidate(ctx, admitted)
	if err != nil {
		return nil, err
	}
	sink := v1Of(admitted)
	if sink == nil {
		return admitted, nil
	}
	if err := admitted.(apis.Convertible).ConvertTo(ctx, sink.(apis.Convertible)); err != nil {
		return nil, fmt.Errorf("conversion to v1: %w", err)
	}
	if sink, err = defaultAndValidate(ctx, sink); err != nil {
		return nil, fmt.Errorf("after the conversion to v1: %w", err)
	}
	return sink, nil
}

// nameGenerated does what the API server does before it asks the webhook.
func nameGenerated(object runtime.Object) {
	meta := object.(interface {
		GetName() string
		SetName(name string)
		GetGenerateName() string
	})
	if meta.GetName() == "" && meta.GetGenerateName() != "" {
		meta.SetName(meta.GetGenerateName() + "abcde")
	}
}

// defaultAndValidate gives the defaulted object, decoded once more in between as the second of
// the two webhooks would do.
func defaultAndValidate(ctx context.Context, object resource) (resource, error) {
	object.SetDefaults(ctx)
	text, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	defaulted := reflect.New(reflect.TypeOf(object).Elem()).Interface().(resource)
	if err := webhookjson.Decode(text, defaulted, true); err != nil {
		return nil, fmt.Errorf("cannot decode the defaulted object: %w", err)
	}
	// Validating a Task merges its stepTemplate into its steps: what is stored has not gone through it.
	validated := defaulted.DeepCopyObject().(resource)
	if err := validated.Validate(ctx).Filter(apis.ErrorLevel); err != nil {
		return nil, fmt.Errorf("validation failed: %w", err)
	}
	return defaulted, nil
}

// v1Of gives an empty v1 object for a v1beta1 one whose kind has a v1, otherwise nil.
func v1Of(object runtime.Object) resource {
	switch object.(type) {
	case *v1beta1.Pipeline:
		return &v1.Pipeline{}
	case *v1beta1.PipelineRun:
		return &v1.PipelineRun{}
	case *v1beta1.Task:
		return &v1.Task{}
	case *v1beta1.TaskRun:
		return &v1.TaskRun{}
	}
	return nil
}
