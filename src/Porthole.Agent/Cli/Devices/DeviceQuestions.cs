using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Settings;
using Spectre.Console;

namespace Porthole.Agent.Cli.Devices;

/// <summary>Asks on the terminal for what a device still lacks.</summary>
internal static class DeviceQuestions
{
    private const char Between = ';';

    /// <summary>Whether somebody is there to answer: neither input nor output is a file or a pipe.</summary>
    public static bool CanBeAsked => !Console.IsInputRedirected && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    public static bool AreNeeded(DeviceDocument device) => device.Name.Length == 0 || device.Address.Length == 0 || device.Ports.IsEmpty;

    public static Task<DeviceDocument> AskAsync(DeviceDocument device, CancellationToken cancellationToken) => AskAsync(device, AnsiConsole.Console, cancellationToken);

    public static async Task<DeviceDocument> AskAsync(DeviceDocument device, IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (device.Name.Length == 0)
            device = device with { Name = await new TextPrompt<string>("What is the camera called?").ShowAsync(console, cancellationToken) };
        if (device.Brand is null)
        {
            var brand = await new TextPrompt<string>("Which brand is it? [grey](hikvision, dahua, reolink, axis…; empty if unknown)[/]").AllowEmpty().ShowAsync(console, cancellationToken);
            device = device with { Brand = brand.Length == 0 ? null : brand };
        }

        if (device.Address.Length == 0)
        {
            var address = await new TextPrompt<string>("What is its address on the LAN? [grey](for instance 192.168.1.20)[/]")
                .Validate(JudgeAddress)
                .ShowAsync(console, cancellationToken);
            device = device with { Address = address };
        }

        if (!device.Ports.IsEmpty) return device;
        var preset = BrandPresets.Find(device.Brand);
        if (preset?.Note is { } note) console.MarkupLineInterpolated($"[grey]{note}[/]");
        var ports = await new TextPrompt<string>("Which ports should be reachable? [grey](name:port, or name:port:outside port; several with ; between)[/]")
            .DefaultValue(Proposed(preset ?? BrandPresets.Generic))
            .Validate(text => Words(text).All(word => PortText.Read(word) is not null) ? ValidationResult.Success() : ValidationResult.Error("Write for instance rtsp:554;http:80."))
            .ShowAsync(console, cancellationToken);
        return device with { Ports = [.. Words(ports).Select(word => PortText.Read(word)!)] };
    }

    private static string Proposed(BrandPreset preset) =>
        string.Join(Between, preset.Ports.Where(port => port.IsProposed).Select(port => $"{port.Name}:{port.Number}").DefaultIfEmpty("rtsp:554"));

    private static string[] Words(string text) => text.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether what was typed is an address, and what to type when it is not.</summary>
    internal static ValidationResult JudgeAddress(string text)
    {
        if (text == "localhost" || NetworkText.TryParseAddress(text, out _)) return ValidationResult.Success();
        return ValidationResult.Error(NetworkText.WithoutLeadingZeros(text) is { } plain
            ? $"Write it without leading zeros: {plain}."
            : "Write four numbers with dots between, for instance 192.168.1.20.");
    }
}
