using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Brands;

namespace Porthole.Agent.Tests.Devices.Brands;

public sealed class BrandTests
{
    [Theory]
    [InlineData("hikvision", "hikvision")]
    [InlineData("HiLook", "hikvision")]
    [InlineData("IC Realtime", "dahua")]
    [InlineData("Tapo", "tp-link")]
    [InlineData("nobody", null)]
    [InlineData(null, null)]
    public void Find_AnySpelling_GivesThePreset(string? brand, string? key) => BrandPresets.Find(brand)?.Key.ShouldBe(key);

    [Theory]
    [InlineData("HIKVISION DS-2CD2385G1-I", "hikvision")]
    [InlineData("Zhejiang Dahua Technology Co., Ltd.", "dahua")]
    [InlineData("AXIS P3245-LV", "axis")]
    [InlineData("praxis", null)]
    [InlineData("General", null)]
    [InlineData(null, null)]
    public void Recognise_MakersWords_GiveTheBrand(string? words, string? brand) => BrandPresets.Recognise(words).ShouldBe(brand);

    [Theory]
    [InlineData("hikvision", "Hikvision")]
    [InlineData("amcrest", "Amcrest")]
    [InlineData("tp-link", "TP-Link")]
    [InlineData("geovision", "Geovision")]
    public void NameOf_Brand_IsAsPeopleWriteIt(string brand, string name) => BrandPresets.NameOf(brand).ShouldBe(name);

    [Fact]
    public void Presets_WhatTheyPropose_IsNeverRefused()
    {
        foreach (var preset in BrandPresets.All)
        {
            foreach (var port in preset.Ports.Where(port => port.IsProposed))
                ExposureRules.Refuse(preset.Key, port.Protocol, port.Number, port.Name == "server" && preset.NeedsSamePorts ? port.Number : null).ShouldBeNull($"{preset.Key} {port.Name}");
        }
    }

    [Fact]
    public void Presets_Table_IsInOrderAndUnambiguous()
    {
        var keys = BrandPresets.All.Select(preset => preset.Key).ToList();

        keys.ShouldBe(keys.Order(StringComparer.Ordinal));
        keys.ShouldAllBe(key => key == ForwardId.Slug(key));
        BrandPresets.All.ShouldAllBe(preset => preset.Ports.Select(port => port.Name).Distinct().Count() == preset.Ports.Length);
    }

    [Theory]
    [InlineData("a4:14:37:12:34:56", "hikvision")]
    [InlineData("e0:50:8b:12:34:56", "dahua")]
    [InlineData("B8:A4:4F:00:00:01", "axis")]
    [InlineData("50:fa:cb:90:00:01", "bosch")]
    [InlineData("50:fa:cb:80:00:01", null)]
    [InlineData("02:00:00:00:00:01", null)]
    [InlineData("junk", null)]
    [InlineData(null, null)]
    public void Oui_Mac_NamesTheMaker(string? mac, string? brand) => OuiTable.BrandOf(mac).ShouldBe(brand);
}
