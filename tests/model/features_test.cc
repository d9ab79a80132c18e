// What the linear model sees, and what it must not see.
#include "model/features.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gatepost/token_store.h"

namespace gatepost {
namespace {

std::vector<std::uint32_t> FeaturesOf(const std::string& mail) {
  Limits limits;
  ViewConfig config;
  Message message = Message::Parse(mail, limits);
  Views views(message, config, limits);
  return ModelFeatures(views);
}

const std::string kMail = "From: Ann <ann@example.org>\nSubject: lunch\n\nSee you at noon, in the garden.\n";

TEST(ModelFeatures, SortedUniqueAndInRange) {
  std::vector<std::uint32_t> features = FeaturesOf(kMail);
  EXPECT_GT(features.size(), 50u);
  EXPECT_TRUE(std::is_sorted(features.begin(), features.end()));
  EXPECT_EQ(std::adjacent_find(features.begin(), features.end()), features.end());
  EXPECT_LT(features.back(), kModelWeights);
  EXPECT_EQ(FeaturesOf(kMail), features);
}

TEST(ModelFeatures, WhatDeliveryAndListsAddChangesNothing) {
  for (const char* field :
       {"X-Spam-Status: Yes, score=9\n", "Delivered-To: me@example.org\n", "List-Id: <a.example.org>\n",
        "Received: from a by b; Mon, 2 Mar 2026 10:00:00 +0000\n", "Date: Mon, 2 Mar 2026 10:00:00 +0000\n",
        "To: someone@example.org\n", "Return-Path: <x@example.org>\n", "Sender: owner@example.org\n"}) {
    EXPECT_EQ(FeaturesOf(field + kMail), FeaturesOf(kMail)) << field;
  }
  EXPECT_NE(FeaturesOf("X-Mailer: Pump 1.0\n" + kMail), FeaturesOf(kMail));
}

TEST(ModelFeatures, EncodedTextIsDecoded) {
  std::string head = "From: a@example.org\nContent-Type: text/plain; charset=us-ascii\n";
  std::vector<std::uint32_t> plain = FeaturesOf(head + "\nwin the jackpot now\n");
  std::vector<std::uint32_t> coded =
      FeaturesOf(head + "Content-Transfer-Encoding: base64\n\nd2luIHRoZSBqYWNrcG90IG5vdwo=\n");
  std::vector<std::uint32_t> common;
  std::set_intersection(plain.begin(), plain.end(), coded.begin(), coded.end(), std::back_inserter(common));
  EXPECT_GE(common.size() + 3, plain.size()) << "all but how it was coded";
}

TEST(ModelFeatures, BoundedHoweverLongTheMail) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "word" + std::to_string(i) + " ";
  EXPECT_LT(FeaturesOf("From: a@example.org\n\n" + text).size(), 10000u);
  EXPECT_FALSE(FeaturesOf("").empty()) << "the type of its one part";
}

}  // namespace
}  // namespace gatepost
