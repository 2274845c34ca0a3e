using Porthole.PortMapping;

namespace Porthole.Agent.Status;

/// <summary>Makes one readable name of what a router calls itself.</summary>
internal static class RouterNames
{
    /// <summary>The maker and model with the UPnP program behind them, or as much of it as was told; null when nothing was.</summary>
    public static string? For(RouterIdentity? identity)
    {
        if (identity is null) return null;
        var model = Model(identity);
        var program = Program(identity.Server);
        return (model, program) switch
        {
            (null, null) => identity.FriendlyName.Length == 0 ? null : identity.FriendlyName,
            (null, _) => program,
            (_, null) => model,
            _ => $"{model} ({program})",
        };
    }

    // Builds for PCs and many small boxes call themselves "router": the program then tells more.
    private static string? Model(RouterIdentity identity)
    {
        var name = Join(identity.ModelName, identity.ModelNumber);
        if (name.Length == 0 || IsGeneric(identity.ModelName)) return null;
        return name.StartsWith(identity.Manufacturer, StringComparison.OrdinalIgnoreCase) ? name : Join(identity.Manufacturer, name);
    }

    // "Debian/12 UPnP/1.1 MiniUPnPd/2.3.1": system, UPnP version, program (UPnP Device Architecture 1.0, 1.2.2).
    private static string? Program(string server)
    {
        var product = server.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return product?.Split('/') is [{ Length: > 0 } name, { Length: > 0 } version] && !name.Equals("UPnP", StringComparison.OrdinalIgnoreCase)
            ? $"{name} {version}"
            : null;
    }

    private static string Join(string one, string other) =>
        other.Length == 0 || one.Contains(other, StringComparison.OrdinalIgnoreCase) ? one.Trim() : $"{one} {other}".Trim();

    private static bool IsGeneric(string model) =>
        model.Split(' ')[^1].ToLowerInvariant() is "router" or "gateway" or "igd";
}
