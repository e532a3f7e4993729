package io.turnstile.spark.ui;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils;
import org.apache.spark.ui.WebUIPage;
import scala.xml.NodeSeq;
import scala.xml.Unparsed;

/** A page of Spark's UI, the first of its tab. The type of its request is not the same in Spark 3 and in Spark 4. */
abstract class ServedPage extends WebUIPage {
    private final SparkUITab tab;

    ServedPage(SparkUITab tab) {
        super("");
        this.tab = tab;
    }

    /**
     * HTML that goes between the frame.
     *
     * @param base the path of the application's UI, to which links are added
     */
    abstract String content(String base);

    @Override
    public NodeSeq render(HttpServletRequest request) {
        String base = UIUtils.prependBaseUri(request, tab.basePath(), "");
        return SparkFrame.around(new Unparsed(content(base)), request, tab.name(), tab);
    }
}
