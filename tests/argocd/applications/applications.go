// Package applications reads Applications and ApplicationSets as strictly as an API server with
// Argo CD's definitions, and renders the sets with Argo CD's own templates.
package applications

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// Write reads a stream of YAML and writes a JSON list of the Applications that come of it.
func Write(stdin io.Reader, stdout io.Writer) error {
	found := []v1alpha1.Application{}
	reader := kyaml.NewYAMLReader(bufio.NewReader(stdin))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return json.NewEncoder(stdout).Encode(found)
		}
		if err != nil {
			return err
		}
		some, err := of(document)
		if err != nil {
			return err
		}
		found = append(found, some...)
	}
}

func of(document []byte) ([]v1alpha1.Application, error) {
	var kind metav1.TypeMeta
	if err := yaml.Unmarshal(document, &kind); err != nil {
		return nil, err
	}
	switch kind.Kind {
	case "Application":
		var application v1alpha1.Application
		err := yaml.UnmarshalStrict(document, &application)
		return []v1alpha1.Application{application}, err
	case "ApplicationSet":
		var set v1alpha1.ApplicationSet
		if err := yaml.UnmarshalStrict(document, &set); err != nil {
			return nil, err
		}
		return rendered(&set)
	}
	return nil, fmt.Errorf("%q is no kind of Argo CD's that is known here", kind.Kind)
}

// rendered does what the controller does for a set with lists: an Application for each element.
func rendered(set *v1alpha1.ApplicationSet) ([]v1alpha1.Application, error) {
	var found []v1alpha1.Application
	template := &v1alpha1.Application{Spec: set.Spec.Template.Spec}
	template.Name = set.Spec.Template.Name
	for _, generator := range set.Spec.Generators {
		if generator.List == nil {
			return nil, errors.New("only lists are rendered here")
		}
		for _, element := range generator.List.Elements {
			var params map[string]any
			if err := json.Unmarshal(element.Raw, &params); err != nil {
				return nil, err
			}
			renderer := utils.Render{}
			application, err := renderer.RenderTemplateParams(template, set.Spec.SyncPolicy,
				params, set.Spec.GoTemplate, set.Spec.GoTemplateOptions)
			if err != nil {
				return nil, err
			}
			found = append(found, *application)
		}
	}
	return found, nil
}
