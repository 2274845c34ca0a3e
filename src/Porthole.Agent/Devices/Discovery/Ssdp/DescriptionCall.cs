using System.Net;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery.Looking;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Ssdp;

/// <summary>Reads a UPnP description and tells whether its device is a camera.</summary>
internal static class DescriptionCall
{
    /// <summary>What the description tells; null when there is none.</summary>
    public static async Task<Sighting?> AskAsync(HttpAsker http, Uri description, IPAddress address, CancellationToken cancellationToken) =>
        await http.GetAsync(description, cancellationToken) is { } document ? Read(document, address) : null;

    /// <summary>Reads the description's first device, the root; null when it names no maker.</summary>
    public static Sighting? Read(ReadOnlySpan<byte> document, IPAddress address)
    {
        var root = XmlLeaves.Read(document).FindAll(leaf => leaf.Parent == "device");
        if (root.Text("manufacturer") is not { } maker) return null;
        var brand = BrandPresets.Recognise(maker) ?? BrandPresets.Recognise(root.Text("modelDescription"));
        return new Sighting
        {
            Evidence = Evidence.Ssdp,
            Address = address,
            Mac = MacText.Read(root.Text("UDN")?.Split('-')[^1]) is { } mac && OuiTable.BrandOf(mac) is not null ? mac : null,
            Brand = brand,
            Model = PlainText.Clean(root.Text("modelNumber")) ?? PlainText.Clean(root.Text("modelName")),
            Name = PlainText.Clean(root.Text("friendlyName")),
            Serial = PlainText.Clean(root.Text("serialNumber")),

            // Makers of televisions and routers make cameras too; those of cameras alone settle it.
            IsCamera = brand is not null && BrandPresets.MakesCamerasOnly(brand),
        };
    }
}
