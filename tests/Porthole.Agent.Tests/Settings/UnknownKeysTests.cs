using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Porthole.Agent.Api;
using Porthole.Agent.Cli.Devices;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Devices.Registry.Tables;
using Porthole.Agent.Settings;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Settings;

/// <summary>A misspelt <c>AllowFrom</c> must never mean everybody: what is not known is refused, wherever it stands.</summary>
public sealed class UnknownKeysTests
{
    private const string Camera = "\"Name\": \"Yard\", \"Address\": \"192.168.1.21\"";

    [Fact]
    public void Read_UnknownKeys_AllAreRefusedAtOnceEachWithItsPlaceAndTheNearestKey()
    {
        var errors = Read(
            $$"""
            { "Porthole": { "Gatway": {}, "Mapping": { "Leese": "01:00:00" }, "Relay": { "Colour": "red" },
              "Devices": [ { {{Camera}}, "AllowForm": ["203.0.113.7"], "Paused": true, "Ports": [ { "Internal": 554, "Extrenal": 8554 } ] } ] } }
            """);

        var colour = errors.Single(error => error.Key == "Relay.Colour").Message;
        errors.Select(error => $"{error.Key}: {error.Message}").ShouldBe(
            [
                "Gatway: not a setting; did you mean Gateway?",
                "Mapping.Leese: not a setting; did you mean Lease?",
                $"Relay.Colour: {colour}",
                "Devices[0].AllowForm: not a setting; did you mean AllowFrom?",
                "Devices[0].Paused: not a setting. Known here are Ports, Name, Brand, Address, Mac, AllowFrom.",
                "Devices[0].Ports[0].Extrenal: not a setting; did you mean External?",
            ],
            ignoreOrder: true);
        colour.ShouldStartWith("not a setting. Known here are Enabled, AllowFrom, ");
        errors.Single(error => error.Key == "Devices[0].AllowForm").ToString().ShouldBe("PH501 device \"Yard\", Devices[0].AllowForm: not a setting; did you mean AllowFrom?");
    }

    [Theory]
    [InlineData("""{ "Portole": { "Devices": [] } }""", "Portole: not a section; did you mean Porthole?")]
    [InlineData("""{ "Porthole": { "Relay": "off" } }""", "Relay: \"off\" stands alone where a list or a group is wanted. Put it into [ ] or { }.")]
    [InlineData("""{ "Porthole": { "Relay": { "AllowFrom": "203.0.113.7" } } }""", "Relay.AllowFrom: \"203.0.113.7\" stands alone where a list or a group is wanted. Put it into [ ] or { }.")]
    [InlineData("""{ "Porthole": { "Mapping": { "RemoveOnStop": { "a": 1 } } } }""", "Mapping.RemoveOnStop: A list or a group stands where one value is wanted.")]
    public void Read_MisspeltSectionOrWrongShape_IsRefused(string json, string message) =>
        Read(json).Select(error => $"{error.Key}: {error.Message}").ShouldBe([message]);

    [Fact]
    public void Read_DeviceWithOneNetworkInsteadOfAList_IsRefusedAndNotOpenToEverybody() =>
        Read($$"""{ "Porthole": { "Devices": [ { {{Camera}}, "AllowFrom": "203.0.113.7", "Ports": [ { "Internal": 554 } ] } ] } }""")
            .ShouldHaveSingleItem().Key.ShouldBe("Devices[0].AllowFrom");

    [Fact]
    public void Read_SectionsOfOthers_AreNoneOfOurs() =>
        Read("""{ "Logging": { "LogLevel": { "Default": "Debug" } }, "Serilog": { "MinimumLevel": "Debug" }, "Site": { "Name": "x" }, "$schema": "x", "Porthole": { } }""").ShouldBeEmpty();

    [Fact]
    public async Task Api_UnknownKeysInABody_AreRefusedWithTheirPlaces()
    {
        await using var bench = await ApiBench.StartAsync();

        using var answer = await bench.Owner.PostAsync(
            "api/devices",
            Json("""{ "name": "Yard", "address": "192.168.1.21", "allowForm": ["203.0.113.7"], "ports": [ { "internal": 554, "rute": "relay" } ] }"""),
            TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ProblemJson.Default.ProblemDocument)!;
        problem.Errors.ShouldBe(
            [new ProblemError("ports[0].rute", "not a setting; did you mean route?"), new ProblemError("allowForm", "not a setting; did you mean allowFrom?")],
            ignoreOrder: true);
        bench.Registry.Current.Devices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Api_WhatItTellsOfADevice_MayBeSentBack()
    {
        await using var bench = await ApiBench.StartAsync();
        (await bench.Owner.PostAsync("api/devices", Json("""{ "name": "Yard", "address": "192.168.1.21", "ports": [ { "internal": 554 } ] }"""), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        var told = await bench.Owner.GetStringAsync("api/devices/yard", TestContext.Current.CancellationToken);
        told.ShouldContain("\"id\"");

        using var answer = await bench.Owner.PutAsync("api/devices/yard", Json(told), TestContext.Current.CancellationToken);
        using var misspelt = await bench.Owner.PostAsync("api/devices/import", Json("""{ "devices": [], "device": [] }"""), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        misspelt.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await misspelt.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("device: not a key of this document; did you mean devices?");
    }

    [Fact]
    public void RegistryFile_UnknownKeys_AreRefused()
    {
        using var folder = new TemporaryFolder();
        folder.State.Create();
        var sut = new RegistryFile(folder.State.DevicesFile);

        File.WriteAllText(folder.State.DevicesFile, """{ "version": 1, "devises": [] }""");
        sut.Load().Errors.ShouldHaveSingleItem().Message.ShouldBe("devises: not a key of this document; did you mean devices?");

        File.WriteAllText(folder.State.DevicesFile, """{ "version": 1, "devices": [ { "name": "Yard", "address": "192.168.1.21", "allow_from": ["203.0.113.7"], "paused": true, "ports": [ { "internal": 554 } ] } ] }""");
        sut.Load().Errors.ShouldHaveSingleItem().ToString().ShouldBe("PH501 device \"Yard\", devices.json Devices[0].allow_from: not a setting; did you mean allowFrom?");
    }

    [Fact]
    public void Imports_UnknownKeyOrColumn_AreRefused()
    {
        ImportFile.Read("x.json", """{ "devices": [], "devcies": [] }""").Errors.ShouldBe(["devcies: not a key of this document; did you mean devices?"]);
        DeviceTable.Read("name,address,ports,allowForm\nYard,192.168.1.21,rtsp:554,203.0.113.7\n").Errors.ShouldBe([new TableError(1, "allowForm", "not a column; did you mean allowFrom?")]);
    }

    [Theory]
    [InlineData("AllowForm", "AllowFrom")]
    [InlineData("allow_from", "AllowFrom")]
    [InlineData("MaxConectionsPerSource", "MaxConnectionsPerSource")]
    [InlineData("EXTERNAL", "External")]
    [InlineData("Colour", null)]
    [InlineData("", null)]
    public void NearestWord_SlipOfTheFinger_IsRecognised(string typed, string? meant) =>
        NearestWord.To(typed, ["AllowFrom", "External", "MaxConnectionsPerSource", "MaxConnectionsPerDevice"]).ShouldBe(meant);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ImmutableArray<SettingsError> Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(stream).Build()).Errors;
    }
}
