using System.Collections.Frozen;
using System.Reflection;

namespace Porthole.Agent.Dashboard;

/// <summary>Serves the dashboard's files, which are embedded in the program, under a strict content security policy.</summary>
internal static class DashboardFiles
{
    private const string Prefix = "dashboard/";
    private const string Start = "/index.html";

    /// <summary>Nothing from elsewhere is loaded, nothing inline runs, nobody may frame the page.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Files of one build never change: a browser that has them asks only whether it is still the same program.</summary>
    private static readonly string Version = $"\"{typeof(DashboardFiles).Assembly.ManifestModule.ModuleVersionId:n}\"";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    /// <summary>Answers for every file; what is none goes on. They are no endpoints: the first request of the agent's life would wait for forty routes more.</summary>
    public static void UseDashboard(this WebApplication app)
    {
        var assembly = typeof(DashboardFiles).Assembly;
        var files = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => "/" + name[Prefix.Length..].Replace('\\', '/'), StringComparer.Ordinal);
        app.Use((context, next) =>
        {
            var path = context.Request.Path.Value is null or "" or "/" ? Start : context.Request.Path.Value;
            return HttpMethods.IsGet(context.Request.Method) && files.TryGetValue(path, out var resource) ? ServeAsync(context, assembly, resource) : next(context);
        });
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
        context.Response.Headers.ETag = Version;
        if (context.Request.Headers.IfNoneMatch == Version)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await using var content = assembly.GetManifestResourceStream(resource)!;
        context.Response.ContentType = ContentTypes[Path.GetExtension(resource)];
        context.Response.ContentLength = content.Length;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
