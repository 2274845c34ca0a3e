using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Status;

namespace Porthole.Agent.Dashboard.Sheet;

/// <summary>The handover sheet as a page of the dashboard; the browser prints it, or saves it as PDF.</summary>
internal static class SheetPage
{
    public static void MapSheet(this WebApplication app) =>
        app.MapGet("/sheet", (HttpContext context, StatusBoard board, DeviceRegistry registry, TimeProvider time, string? site, bool? standalone) =>
        {
            DashboardFiles.SetHeaders(context.Response.Headers);
            var sheet = SheetDocuments.From(string.IsNullOrWhiteSpace(site) ? Environment.MachineName : site.Trim(), board.Current, registry.Current, time.GetLocalNow());
            return TypedResults.Text(SheetHtml.Write(sheet, standalone == true ? DashboardFiles.ReadText("sheet.css") : null), "text/html; charset=utf-8");
        });
}
