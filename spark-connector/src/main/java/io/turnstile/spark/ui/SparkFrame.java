package io.turnstile.spark.ui;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils$;
import scala.Function0;
import scala.collection.Seq;
import scala.xml.Node;
import scala.xml.NodeSeq;

/** The frame of a page of Spark's UI: the bar with the tabs, the title, the style sheets. */
final class SparkFrame {
    private static final String METHOD = "headerSparkPage";

    private SparkFrame() {}

    /**
     * A whole page. Spark's method takes more arguments from version to version, all of which have defaults, so it is looked
     * up by its name.
     *
     * @param request the servlet request, whose type is another one in Spark 3
     */
    @SuppressWarnings("unchecked")
    static NodeSeq around(NodeSeq content, Object request, String title, SparkUITab tab) {
        try {
            Method method = Arrays.stream(UIUtils$.class.getMethods())
                    .filter(candidate -> candidate.getName().equals(METHOD))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchMethodException(METHOD));
            Function0<Seq<Node>> lazyContent = () -> content;
            Object[] given = {request, title, lazyContent, tab};
            Object[] arguments = Arrays.copyOf(given, method.getParameterCount());
            for (int i = given.length; i < arguments.length; i++) {
                Method standard = UIUtils$.class.getMethod(METHOD + "$default$" + (i + 1));
                arguments[i] = standard.invoke(UIUtils$.MODULE$);
            }
            // A server sends what this prints as.
            return NodeSeq.fromSeq((Seq<Node>) method.invoke(UIUtils$.MODULE$, arguments));
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException failure) {
            throw new IllegalStateException("Cannot make a page of this version of Spark's UI", failure);
        }
    }
}
