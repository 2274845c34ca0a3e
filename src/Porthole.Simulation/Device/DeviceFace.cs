using System.Net;

namespace Porthole.Simulation.Device;

/// <summary>What all responders of one device know of it.</summary>
internal sealed record DeviceFace
{
    public required SimulatedDeviceOptions Options { get; init; }

    public required TimeProvider Time { get; init; }

    public IPAddress Address => Options.Address;

    public required string Maker { get; init; }

    public required string Model { get; init; }

    public required string Serial { get; init; }

    public required string Firmware { get; init; }

    /// <summary>The TCP port of the web page and of ONVIF.</summary>
    public required int HttpPort { get; init; }

    /// <summary>The TCP port of the maker's app; 0 for none.</summary>
    public required int ServerPort { get; init; }

    public required int RtspPort { get; init; }

    /// <summary>The same for all its life (ONVIF Core, 7.3.1): made from the MAC address.</summary>
    public string Endpoint => $"urn:uuid:a9f0c1d2-0000-1000-8000-{Options.Mac.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant()}";

    public static DeviceFace Of(SimulatedDeviceOptions options, TimeProvider time)
    {
        var digits = options.Mac.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        var (maker, model, serial, firmware, http, server) = options.Brand switch
        {
            SimulatedBrand.Hikvision => ("HIKVISION", "DS-2CD2385G1-I", $"DS-2CD2385G1-I20200414AAWR{digits}", "V5.6.2build 190701", 80, 8000),
            SimulatedBrand.Dahua => ("Dahua", "IPC-HDW2431T", $"6G0{digits}", "2.800.0000000.25.R", 80, 37777),
            SimulatedBrand.Axis => ("AXIS", "P3245-LV", digits, "10.12.104", 80, 0),
            SimulatedBrand.Xmeye => ("H264", "HI3516EV200_50H20L", $"{digits}0123", "V4.03.R11.C6380171", 8899, 34567),
            _ => ("Reolink", "RLC-810A", $"95270{digits}", "v3.1.0.1162", 8000, 9000),
        };
        return new DeviceFace
        {
            Options = options,
            Time = time,
            Maker = maker,
            Model = model,
            Serial = options.Serial ?? serial,
            Firmware = firmware,
            HttpPort = options.UseWellKnownPorts ? http : 0,
            ServerPort = options.UseWellKnownPorts || server == 0 ? server : 0,
            RtspPort = options.UseWellKnownPorts ? 554 : 0,
        };
    }
}
