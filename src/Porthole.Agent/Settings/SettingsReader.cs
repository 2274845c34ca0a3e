using System.Collections.Immutable;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Porthole.PortMapping;

namespace Porthole.Agent.Settings;

/// <summary>Reads the section <c>Porthole</c> and checks it as a whole: every mistake is found in one pass.</summary>
internal static class SettingsReader
{
    public const string SectionName = "Porthole";

    public static (PortholeSettings Settings, ImmutableArray<SettingsError> Errors) Read(IConfiguration configuration)
    {
        var errors = new List<SettingsError>();
        RefuseMisspeltSection(configuration, errors);
        var root = new SectionReader(configuration.GetSection(SectionName), path: "", device: null, errors);
        var settings = new PortholeSettings
        {
            Gateway = Read("Gateway", ReadGateway),
            Mapping = Checked(Read("Mapping", ReadMapping), new MappingSettingsValidator(), "Mapping", errors),
            Relay = Checked(Read("Relay", ReadRelay), new RelaySettingsValidator(), "Relay", errors),
            Api = Read("Api", ReadApi),
            Devices = DeviceReader.ReadAll(root.Part("Devices"), errors),
        };
        root.RefuseOthers();
        DeviceRules.Check(settings.Devices, errors);
        return (settings, [.. errors]);

        T Read<T>(string name, Func<SectionReader, T> read)
        {
            var section = new SectionReader(root.Part(name), $"{name}.", device: null, errors);
            var value = read(section);
            section.RefuseOthers();
            return value;
        }
    }

    // Sections of others (Logging, Serilog) are none of ours; one that is nearly ours would be left out with all it holds.
    private static void RefuseMisspeltSection(IConfiguration configuration, List<SettingsError> errors)
    {
        foreach (var section in configuration.GetChildren())
        {
            if (!section.Key.Equals(SectionName, StringComparison.OrdinalIgnoreCase) && NearestWord.To(section.Key, [SectionName]) is not null && section.GetChildren().Any())
                errors.Add(new SettingsError(null, section.Key, $"not a section; did you mean {SectionName}?"));
        }
    }

    private static GatewaySettings ReadGateway(SectionReader section)
    {
        var gateway = new GatewaySettings { Interface = section.Text("Interface") };
        if (section.Text("Address") is { } text)
        {
            if (NetworkText.TryParseAddress(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork)
                gateway = gateway with { Address = address };
            else
                section.Add("Address", $"\"{text}\" is not an IPv4 address. Write for instance 192.168.1.1, or null for the default gateway.");
        }

        var words = section.Children("Protocols").ToList();
        if (words.Count == 0) return gateway;
        var protocols = ImmutableHashSet.CreateBuilder<MappingProtocol>();
        foreach (var word in words)
        {
            if (ProtocolNames.TryParse(word.Value, out var protocol)) protocols.Add(protocol);
            else section.Add($"Protocols[{word.Key}]", $"\"{word.Value}\" is not known. Give pcp, nat-pmp or upnp.");
        }

        return gateway with { Protocols = protocols.ToImmutable() };
    }

    private static MappingSettings ReadMapping(SectionReader section)
    {
        var defaults = new MappingSettings();
        return new MappingSettings
        {
            Lease = section.Duration(nameof(defaults.Lease), defaults.Lease),
            VerifyInterval = section.Duration(nameof(defaults.VerifyInterval), defaults.VerifyInterval),
            RemoveOnStop = section.Flag(nameof(defaults.RemoveOnStop), defaults.RemoveOnStop),
            Concurrency = section.Number(nameof(defaults.Concurrency), defaults.Concurrency),
        };
    }

    private static RelaySettings ReadRelay(SectionReader section)
    {
        var defaults = new RelaySettings();
        return new RelaySettings
        {
            Enabled = section.Flag(nameof(defaults.Enabled), defaults.Enabled),
            AllowFrom = section.Networks(nameof(defaults.AllowFrom)) ?? defaults.AllowFrom,
            MaxConnections = section.Number(nameof(defaults.MaxConnections), defaults.MaxConnections),
            MaxConnectionsPerSource = section.Number(nameof(defaults.MaxConnectionsPerSource), defaults.MaxConnectionsPerSource),
            MaxConnectionsPerDevice = section.Number(nameof(defaults.MaxConnectionsPerDevice), defaults.MaxConnectionsPerDevice),
            ConnectionRatePerSource = section.Number(nameof(defaults.ConnectionRatePerSource), defaults.ConnectionRatePerSource),
            ConnectionBurstPerSource = section.Number(nameof(defaults.ConnectionBurstPerSource), defaults.ConnectionBurstPerSource),
            ConnectionRatePerDevice = section.Number(nameof(defaults.ConnectionRatePerDevice), defaults.ConnectionRatePerDevice),
            MaxFailuresPerSource = section.Number(nameof(defaults.MaxFailuresPerSource), defaults.MaxFailuresPerSource),
            FailureWindow = section.Duration(nameof(defaults.FailureWindow), defaults.FailureWindow),
            BlockTime = section.Duration(nameof(defaults.BlockTime), defaults.BlockTime),
            MaxRememberedSources = section.Number(nameof(defaults.MaxRememberedSources), defaults.MaxRememberedSources),
            ConnectTimeout = section.Duration(nameof(defaults.ConnectTimeout), defaults.ConnectTimeout),
            IdleTimeout = section.Duration(nameof(defaults.IdleTimeout), defaults.IdleTimeout),
            HalfCloseTimeout = section.Duration(nameof(defaults.HalfCloseTimeout), defaults.HalfCloseTimeout),
            WriteStallTimeout = section.Duration(nameof(defaults.WriteStallTimeout), defaults.WriteStallTimeout),
            DrainTimeout = section.Duration(nameof(defaults.DrainTimeout), defaults.DrainTimeout),
            UdpUnansweredTimeout = section.Duration(nameof(defaults.UdpUnansweredTimeout), defaults.UdpUnansweredTimeout),
            UdpSessionTimeout = section.Duration(nameof(defaults.UdpSessionTimeout), defaults.UdpSessionTimeout),
        };
    }

    private static ApiSettings ReadApi(SectionReader section)
    {
        var defaults = new ApiSettings();
        if (section.Text("Url") is not { } text) return defaults;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http", IsLoopback: true })
            return new ApiSettings { Url = url };
        section.Add("Url", $"\"{text}\" is not on loopback. The API answers this PC only: write for instance http://127.0.0.1:8730.");
        return defaults;
    }

    private static T Checked<T>(T options, IValidateOptions<T> validator, string section, List<SettingsError> errors)
        where T : class
    {
        // The generated validator writes each failure as "Key: message".
        foreach (var failure in validator.Validate(name: null, options).Failures ?? [])
        {
            var colon = failure.IndexOf(':', StringComparison.Ordinal);
            errors.Add(new SettingsError(null, $"{section}.{failure[..colon]}", failure[(colon + 1)..].Trim()));
        }

        return options;
    }
}
