using Porthole.Agent.Devices.Brands;

namespace Porthole.Agent.Dashboard.Sheet;

/// <summary>What the makers' apps ask for when a camera is added by its address (an installer's site note for iVMS-4500, and the makers' manuals).</summary>
internal static class AppForms
{
    /// <summary>The form of the brand's app for one address; null when the brand has none that works by address, or its port is not there.</summary>
    /// <param name="brand">The device's brand.</param>
    /// <param name="name">The device's name.</param>
    /// <param name="where">For whom the address is good, for instance "from outside".</param>
    /// <param name="ports">Address and port by the device's internal port number.</param>
    public static AppForm? For(string? brand, string name, string where, IReadOnlyDictionary<int, string> ports)
    {
        if (BrandPresets.Find(brand) is not { AppFields: not null } preset) return null;

        // The app's port is the first that the preset proposes: the server port, or the web port where there is none.
        if (preset.Ports.FirstOrDefault(port => port.IsProposed) is not { } appPort || !ports.TryGetValue(appPort.Number, out var endpoint)) return null;
        var colon = endpoint.LastIndexOf(':');
        SheetField[] at = [new("Address", endpoint[..colon]), new("Port", endpoint[(colon + 1)..])];
        return preset.Key == "hikvision"
            ? new AppForm($"iVMS-4500 or Hik-Connect ({where})", [new("Alias", name), new("Register mode", "IP/Domain"), .. at, new("User name", ""), new("Password", ""), new("Camera No.", "")])
            : new AppForm($"{preset.Name} app, by IP/Domain ({where})", [new("Device name", name), .. at, new("User name", ""), new("Password", "")]);
    }
}
