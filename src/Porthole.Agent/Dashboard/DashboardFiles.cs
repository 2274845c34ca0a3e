using System.Collections.Frozen;
using System.Reflection;

namespace Porthole.Agent.Dashboard;

/// <summary>Serves the dashboard's files, which are embedded in the program, under a strict content security policy.</summary>
internal static class DashboardFiles
{
    private const string Prefix = "dashboard/";

    /// <summary>Nothing from elsewhere is loaded, nothing inline runs, nobody may frame the page.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    public static void MapDashboard(this WebApplication app)
    {
        var assembly = typeof(DashboardFiles).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var file = resource[Prefix.Length..].Replace('\\', '/');
            app.MapGet($"/{file}", context => ServeAsync(context, assembly, resource));
            if (file == "index.html") app.MapGet("/", context => ServeAsync(context, assembly, resource));
        }
    }

    /// <summary>The text of one file.</summary>
    public static string ReadText(string file)
    {
        using var reader = new StreamReader(typeof(DashboardFiles).Assembly.GetManifestResourceStream(Prefix + file)!);
        return reader.ReadToEnd();
    }

    /// <summary>The headers of every page and file.</summary>
    public static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
    }

    private static async Task ServeAsync(HttpContext context, Assembly assembly, string resource)
    {
        SetHeaders(context.Response.Headers);
        context.Response.ContentType = ContentTypes[Path.GetExtension(resource)];
        await using var content = assembly.GetManifestResourceStream(resource)!;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
