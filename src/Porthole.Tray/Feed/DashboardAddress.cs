namespace Porthole.Tray.Feed;

/// <summary>The dashboard's address as the browser gets it.</summary>
internal static class DashboardAddress
{
    /// <summary>The part to show and the sign-in, both behind the <c>#</c>, which no browser sends anywhere; the page takes the token out at once.</summary>
    /// <param name="agent">Where the agent answers.</param>
    /// <param name="fragment">The part to show; empty for the top.</param>
    /// <param name="token">The token; null when this user may not read it, and the dashboard then only shows.</param>
    public static Uri Of(Uri agent, string fragment, string? token)
    {
        string[] parts = token is null ? [fragment] : [fragment, $"token={Uri.EscapeDataString(token)}"];
        var behind = string.Join('&', parts.Where(part => part.Length > 0));
        return behind.Length == 0 ? agent : new Uri(agent, $"#{behind}");
    }
}
