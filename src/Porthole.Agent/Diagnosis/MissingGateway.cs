using System.Collections.Immutable;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Diagnosis;

/// <summary>Why no gateway was found, in words: this PC has none, or the settings name one that is not there.</summary>
internal sealed record MissingGateway(string Title, string Evidence, string Cause, ImmutableArray<string> Remedy)
{
    private static readonly MissingGateway OfThisPc = new(
        "This PC has no router",
        "No network interface has a default gateway (IPv4).",
        "The network cable is out, the Wi-Fi is off, or the PC got no address from the router.",
        [
            "Check the network cable or the Wi-Fi, and that the router is on.",
            "If the PC has a fixed address, enter the router's address as its default gateway.",
        ]);

    public static MissingGateway For(GatewaySettings wished) => wished switch
    {
        { Interface: { } name } => OfTheSettings(
            $"The settings name the network interface \"{name}\" (Gateway.Interface){(wished.Address is { } address ? $" and the router {address} (Gateway.Address)" : "")}: no router is reached by it.",
            "Gateway.Interface"),
        { Address: { } address } => OfTheSettings(
            $"The settings name {address} as the router (Gateway.Address): it is on no network of this PC.",
            "Gateway.Address"),
        _ => OfThisPc,
    };

    private static MissingGateway OfTheSettings(string evidence, string key) => new(
        "There is no router where the settings say",
        evidence,
        "The setting is mistyped or out of date, or that network is not connected.",
        [
            $"Correct {key} in appsettings.json, or take it out: the default gateway of this PC is used then.",
            "If the setting is right, check the network cable or the Wi-Fi, and that the router is on.",
        ]);
}
